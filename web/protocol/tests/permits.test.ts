import { expect, test } from "vitest";
import type { ChatEvent, EventBodies, EventKind } from "../src/index.ts";
import { type Circumstances, mayDelete, mayEdit } from "../src/permits.ts";

const AT = "2026-01-01T12:00:00.000Z";

function event<K extends EventKind>(kind: K, body: EventBodies[K], by: object): ChatEvent {
  return { type: "event", chat: "c", seq: 2, kind, by, at: AT, body } as ChatEvent;
}

function seenBy(administrator: boolean): Circumstances {
  const user = { id: "ada", kind: "staff" } as Circumstances["user"];
  const now = Date.parse(AT) + 7_200_000;
  return { user, marks: { client: 9, staff: 9 } as never, now, editS: 3600, administrator };
}

const ANN = { kind: "bot", id: "ann", name: "Ann" };
const PRODUCT = { kind: "bot", name: "Pine Street" };
const BOB = { kind: "staff", id: "bob", name: "Bob" };
const CID = { kind: "client", id: "cid", name: "Cid" };

test.each([
  ["a message of staff", event("message", { text: "Yes" }, BOB), true],
  ["one that is gone", event("message", { deleted: true }, BOB), false],
  ["a message of a client", event("message", { text: "Yes" }, CID), false],
  ["a greeting in a name", event("greeting", { text: "Hello" }, ANN), true],
  ["one that is gone", event("greeting", { text: "", deleted: true }, ANN), false],
  ["a greeting in the product's", event("greeting", { text: "Hello" }, PRODUCT), false],
  ["an automatic reply in a name", event("autoreply", { text: "Soon" }, ANN), true],
  ["the call to choose", event("prompt", { text: "What?", tags: [] }, ANN), false],
  ["an end", event("dialog.closed", { dialog: 1, reason: "solved", text: "Bye" }, BOB), true],
  ["an end in silence", event("dialog.closed", { dialog: 1, reason: "solved" }, BOB), false],
])("an Administrator and %s", (_, said, may) => {
  expect(mayDelete(said, seenBy(true))).toBe(may);
  expect(mayDelete(said, seenBy(false))).toBe(false);
  expect(mayEdit(said, seenBy(true))).toBe(false);
});
