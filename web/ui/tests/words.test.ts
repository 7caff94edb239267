import { expect, test } from "vitest";
import { en as chatEn } from "../../chat/src/words/en.ts";
import { ru as chatRu } from "../../chat/src/words/ru.ts";
import { en as consoleEn } from "../../console/src/words/en.ts";
import { ru as consoleRu } from "../../console/src/words/ru.ts";
import { ERROR_CODES } from "../../protocol/src/frames.ts";
import { en } from "../src/words/en.ts";
import { ru } from "../src/words/ru.ts";

const PAIRS: [string, Record<string, string>, Record<string, string>][] = [
  ["ui", ru, en],
  ["chat", chatRu, chatEn],
  ["console", consoleRu, consoleEn],
];

test.each(PAIRS)(
  "%s says everything in both languages, with the same blanks",
  (_name, russian, english) => {
    const plain = (names: string[]) => names.filter((name) => !/_(few|many)$/.test(name)).sort();
    expect(plain(Object.keys(english))).toEqual(plain(Object.keys(russian)));
    const blanks = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort();
    for (const [name, text] of Object.entries(english)) {
      expect(blanks(text), name).toEqual(blanks(russian[name] ?? ""));
    }
  },
);

test("every refusal that a person can cause has a sentence of its own", () => {
  // These are faults of a program or have a behaviour of their own.
  const mute = new Set([
    "bad_json",
    "bad_frame",
    "unknown_type",
    "too_deep",
    "not_hello",
    "already",
    "unauthorized",
    "token_expired",
    "overloaded",
    "unavailable",
    "internal",
  ]);
  for (const code of Object.keys(ERROR_CODES)) {
    expect(mute.has(code) || `refusal.${code}` in ru, code).toBe(true);
  }
});
