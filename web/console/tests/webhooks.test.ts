import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  checkWebhook,
  draftOf,
  grouped,
  mayHear,
  NEW_WEBHOOK,
  type Webhook,
} from "../src/integration/webhook.ts";
import { webhooksRu } from "../src/words/webhooks.ru.ts";

const KINDS = join(import.meta.dirname, "../../../chatserver/core/webhook_kinds.py");

test("every event that the server knows has words, and no other", () => {
  const [, table = ""] = /^KINDS: .*?\{$(.*)^ {4}\}$/ms.exec(readFileSync(KINDS, "utf8")) ?? [];
  const names = [...table.matchAll(/^ {8}"([a-z_.]+)": Kind\(/gm)].map(
    ([, name]) => `hook.${name}`,
  );
  const named = names.concat("hook.endpoint.disabled", "hook.org.closed").sort();
  expect(Object.keys(webhooksRu).filter((word) => word.startsWith("hook."))).toHaveLength(
    named.length,
  );
  expect(Object.keys(webhooksRu)).toEqual(expect.arrayContaining(named));
});

test("an endpoint has an address, and all events or at least one", () => {
  const pointers = (draft: typeof NEW_WEBHOOK) => checkWebhook(draft).map(({ pointer }) => pointer);
  expect(pointers(NEW_WEBHOOK)).toEqual(["/url", "/types"]);
  expect(pointers({ ...NEW_WEBHOOK, url: "https://example.com", types: null })).toEqual([]);
  // The order of the server is no change.
  expect(draftOf({ types: ["b", "a"] } as Webhook).types).toEqual(["a", "b"]);
});

test("who lacks a permission does not hear by an endpoint either", () => {
  const opened = { type: "chat.opened", says: "", permissions: ["chats.view", "clients.view"] };
  const closed = { type: "org.closed", says: "", permissions: [] };
  expect(mayHear(opened, ["chats.view"])).toBe(false);
  expect(mayHear(closed, [])).toBe(true);
  expect(grouped([opened, closed]).map(([about]) => about)).toEqual(["chat", "org"]);
});
