import type { Chat } from "@chatserver/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { filled, knownOf, matching, PLACEHOLDERS, searched } from "../src/replies/fill.ts";

const CHAT = {
  number: 7,
  client: { id: "cl_1", name: "Ann Lee" },
  place: { id: "obj_1", name: "flat 3", address: "" },
  product: { id: "prd_1", kind: "miniapp", name: "RQ-Helpdesk 4" },
} as unknown as Chat;

test("every word that the server knows is filled in, and the product by its name for clients", () => {
  const text = PLACEHOLDERS.map((word) => `{${word}}`).join("|");
  expect(filled(text, knownOf(CHAT, "Bob", "Requests"))).toBe(
    "Ann Lee|flat 3|flat 3|7|Requests|Bob",
  );
});

test("a mini-app's own name never gets into a message", () => {
  const known = knownOf(CHAT, "Bob", undefined);
  expect(Object.values(known)).not.toContain("RQ-Helpdesk 4");
  expect(filled("{product}", known)).toBe("{product}");
});

test("a text without placeholders goes out as it was written", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!/\{[a-z_]+\}/.test(text));
      expect(filled(text, knownOf(CHAT, "Bob", "Requests"))).toBe(text);
    }),
  );
});

test("words of the language's own objects are no placeholders", () => {
  expect(filled("{constructor} {__proto__}", {})).toBe("{constructor} {__proto__}");
});

test("a stroke searches only at the very beginning and on the first line", () => {
  expect(searched("/")).toBe("");
  expect(searched("/good day")).toBe("good day");
  expect(searched("and/or")).toBeNull();
  expect(searched("/one\ntwo")).toBeNull();
});

test("replies are found by all the words, in any case, with ё as е, the titles first", () => {
  const replies = [
    { title: "Адрес", text: "Приём по записи" },
    { title: "Приём", text: "Ждём вас" },
    { title: "Пока", text: "Всего доброго" },
  ];
  expect(matching(replies, "ПРИЕМ").map(({ title }) => title)).toEqual(["Приём", "Адрес"]);
  expect(matching(replies, "прием запис").map(({ title }) => title)).toEqual(["Адрес"]);
  expect(matching(replies, "")).toEqual(replies);
});
