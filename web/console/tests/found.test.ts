import { expect, test } from "vitest";
import { EVERYTHING, httpOf, withDays, withFlag, withList } from "../src/list/filter.ts";
import { type FoundChat, isSearch, saidIn } from "../src/list/found.ts";
import { bodyOf, NEW } from "../src/widgets/api.ts";

test("over HTTP a filter says the same, each of several values for itself", () => {
  let choice = withList(EVERYTHING, "states", ["bot", "staff"]);
  choice = withFlag(withDays(choice, "updated", { from: "2026-01-02" }), "unread", true);
  expect([...httpOf({ ...choice, q: " ann ", sort: "created" })]).toEqual([
    ["tab", "all"],
    ["q", "ann"],
    ["states", "bot"],
    ["states", "staff"],
    ["unread", "true"],
    ["updated_from", new Date(2026, 0, 2).toISOString()],
    ["sort", "created"],
  ]);
});

test("only words are looked for in messages: neither a phone nor two letters", () => {
  expect(isSearch("leak")).toBe(true);
  expect(isSearch("дом 7")).toBe(true);
  expect(isSearch(" no ")).toBe(false);
  expect(isSearch("+7 999 010-00-01")).toBe(false);
});

test("who was found by name alone is told by the list, and not once more", () => {
  const chat = (id: string, ...fields: string[]) =>
    ({ id, hits: fields.map((field) => ({ field, parts: [], seq: 1 })) }) as unknown as FoundChat;
  const said = saidIn([chat("1", "name"), chat("2", "name", "text"), chat("3", "note")]);
  expect(said.map(({ id, hits }) => [id, hits.length])).toEqual([
    ["2", 1],
    ["3", 1],
  ]);
});

test("a widget leads to a mini-app or to a screen, never to both", () => {
  const targets = { items: [], screens: ["bills"] };
  expect(bodyOf({ ...NEW, leads: "bills" }, targets)).toMatchObject({ target: "bills" });
  expect(bodyOf({ ...NEW, leads: "bills" }, targets)).not.toHaveProperty("miniapp");
  expect(bodyOf({ ...NEW, leads: "app_1" }, targets)).toMatchObject({ miniapp: "app_1" });
  expect(bodyOf(NEW, targets)).toMatchObject({ miniapp: null });
});
