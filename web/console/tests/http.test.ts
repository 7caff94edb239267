/** What does the console send once more when an answer was lost, and as the same or anew? */

import { afterEach, beforeEach, expect, test } from "vitest";
import { Http } from "../src/http.ts";
import type { Session } from "../src/session.ts";

const real = globalThis.fetch;
let keys: (string | null)[] = [];
let answers: (() => Response)[] = [];

beforeEach(() => {
  keys = [];
  globalThis.fetch = async (_, init) => {
    keys.push(new Headers(init?.headers).get("Idempotency-Key"));
    return (answers.shift() ?? (() => Response.json({})))();
  };
});
afterEach(() => {
  globalThis.fetch = real;
});

const http = () => new Http({ token: async () => "t" } as unknown as Session);
const lost = () => {
  throw new TypeError("the line is dead");
};

test("what was posted and not answered is the same when it is posted again", async () => {
  const here = http();
  answers = [lost, () => new Response(null, { status: 504 })];
  await expect(here.post("orgs/1/licences", { count: 5 })).rejects.toThrow("dead");
  await expect(here.post("orgs/1/licences", { count: 5 })).rejects.toThrow("504");
  await here.post("orgs/1/licences", { count: 5 });
  expect(new Set(keys).size).toBe(1);
  // It was answered: who wants five more gets five more.
  await here.post("orgs/1/licences", { count: 5 });
  expect(new Set(keys).size).toBe(2);
});

test("another request is another one, and only what is posted needs a name", async () => {
  const here = http();
  answers = [lost, lost];
  await expect(here.post("orgs/1/licences", { count: 5 })).rejects.toThrow();
  await here.post("orgs/1/licences", { count: 6 }).catch(() => undefined);
  expect(new Set(keys).size).toBe(2);
  await here.get("orgs");
  await here.delete("orgs/1");
  await here.post("files", new FormData());
  expect(keys.slice(2)).toEqual([null, null, null]);
});

test("a token that has run out is renewed within the same request", async () => {
  answers = [() => new Response(null, { status: 401 })];
  await http().post("widgets", {});
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
});
