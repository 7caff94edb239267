import { expect, test } from "vitest";
import { Problem } from "../src/http.ts";
import type { Miniapp, Release } from "../src/miniapps/api.ts";
import { type Bot, documentOf, replaced, shifted, without } from "../src/miniapps/bot.ts";
import { checkDescription, checkName } from "../src/miniapps/checks.ts";
import { peopleOf } from "../src/miniapps/choices.ts";
import { canGoBack, servedTo } from "../src/miniapps/ReleaseSheet.tsx";
import { movesOf } from "../src/miniapps/ReviewSheet.tsx";
import { roomFor } from "../src/miniapps/room.ts";
import { choicesOf } from "../src/miniapps/StatusSheet.tsx";
import { bytesText } from "../src/miniapps/sizes.ts";
import { Mistakes } from "../src/trouble.ts";

const RELEASE = { id: "rel_1" } as Release;
const app = (more: Partial<Miniapp>): Miniapp =>
  ({
    status: "inactive",
    releases: [],
    ready: null,
    release: null,
    serves: { everybody: null, testers: null },
    ...more,
  }) as Miniapp;

test.each([
  ["Заказ воды 2", null],
  ["Café-1", null],
  ["abcd", "length.name"],
  ["abcde", null],
  ["a".repeat(128), null],
  ["a".repeat(129), "length.name"],
  ["Вода, 2", "characters"],
  ["one\ntwo", "characters"],
  ["   ", "required"],
  ["  abc  ", "length.name"],
])("a name %j is checked before it is sent", (name, code) => {
  expect(checkName(name)).toBe(code);
});

test("a description may be longer", () => {
  expect(checkDescription("x".repeat(500))).toBeNull();
  expect(checkDescription("x".repeat(501))).toBe("length.description");
});

test("before the first approval no status can be chosen, after it the two others", () => {
  expect(choicesOf(app({}))).toEqual([]);
  expect(choicesOf(app({ status: "active", releases: [RELEASE] }))).toEqual([
    "inactive",
    "testing",
  ]);
});

test("what is with the moderators can only be taken back, what is ready can be published", () => {
  expect(movesOf(app({ status: "in_review" }))).toEqual(["withdraw"]);
  expect(movesOf(app({ status: "ready" }))[0]).toBe("publish");
  expect(movesOf(app({ status: "inactive" }))).toEqual(["submit"]);
});

test("of a release it is told who has it", () => {
  const to = (more: Partial<Miniapp>) => servedTo(app(more), RELEASE);
  expect(to({ serves: { everybody: "rel_1", testers: "rel_1" } })).toBe("everybody");
  expect(to({ serves: { everybody: null, testers: "rel_1" } })).toBe("testers");
  expect(to({ ready: "rel_1" })).toBe("ready");
  expect(to({})).toBeNull();
});

test("a bot goes out without the server's own fields, and a new tag without an id", () => {
  const tag = { text: "Leak", autoreply: "", rules: [] };
  const bot = {
    on: true,
    tags: [
      { id: "tag_1", ...tag },
      { id: "", ...tag },
    ],
    chat_on: true,
    faults: [],
  };
  expect(documentOf(bot as unknown as Bot)).toEqual({
    on: true,
    tags: [{ id: "tag_1", ...tag }, tag],
  });
});

test("tags move by one place, and not over the edge", () => {
  expect(shifted(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
  expect(shifted(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  expect(shifted(["a", "b"], 1, 1)).toEqual(["a", "b"]);
  expect(without(["a", "b"], 0)).toEqual(["b"]);
  expect(replaced(["a", "b"], 1, "c")).toEqual(["a", "c"]);
});

test("a field takes as many characters as the server counts, and no more", () => {
  expect(roomFor("👍".repeat(29), 30)).toBeUndefined();
  expect(roomFor("👍".repeat(30), 30)).toBe(60);
  expect(roomFor("я".repeat(30), 30)).toBe(30);
  expect(roomFor("я".repeat(31), 30)).toBe(31);
});

test("a mistake is shown at its field, and one below it only where that is asked for", () => {
  const mistakes = Mistakes.of(
    new Problem(422, {
      code: "validation",
      errors: [
        { pointer: "/tags/1/text", code: "odd", message: "is odd" },
        { pointer: "/tags/1/rules/0/staff/2", code: "odd", message: "is gone" },
      ],
    }),
  );
  expect(mistakes.at("/tags/1/text")).toBe("is odd");
  expect(mistakes.at("/tags/1/rules/0/staff")).toBeNull();
  expect(mistakes.at("/tags/1/rules/0/staff", true)).toBe("is gone");
  expect(mistakes.under("/tags/1")).toBe(true);
  expect(mistakes.under("/tags/10")).toBe(false);
  expect(mistakes.under("/tags/0")).toBe(false);
});

test("sizes are told in the units that people use", () => {
  expect(bytesText(0, "en")).toBe("0 byte");
  expect(bytesText(40 * 1024 * 1024, "en")).toBe("40 MB");
});

test("a team offers its department's people, and keeps those who left it, marked", () => {
  const person = (id: string, active: boolean, department: string | null) => ({
    id,
    name: id,
    active,
    department,
  });
  const staff = [
    person("ann", true, "desk"),
    person("bob", true, "repairs"),
    person("dot", true, "repairs"),
    person("eve", false, "desk"),
    person("fay", false, "desk"),
  ];
  const shown = peopleOf(staff, { department: "desk", staff: ["bob", "eve"] });
  expect(shown.map(({ id, gone }) => [id, gone])).toEqual([
    ["ann", null],
    ["bob", "moved"],
    ["eve", "left"],
  ]);
});

test("one goes back to a release that went out, unless it was revoked or nothing is served", () => {
  const old = { id: "rel_0", published_at: "2026-01-01T12:00:00Z", revoked: false } as Release;
  const card = app({ release: "rel_1", licence: { id: "lic_1", name: "dmapp1" } });
  expect(canGoBack(card, old)).toBe(true);
  expect(canGoBack(card, { ...old, id: "rel_1" })).toBe(false);
  expect(canGoBack(card, { ...old, published_at: null })).toBe(false);
  expect(canGoBack(card, { ...old, revoked: true })).toBe(false);
  expect(canGoBack({ ...card, suspended: true }, old)).toBe(false);
  expect(canGoBack({ ...card, licence: null }, old)).toBe(false);
  expect(canGoBack({ ...card, release: null }, old)).toBe(false);
});
