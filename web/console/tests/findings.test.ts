import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { speak } from "@chatserver/ui";
import i18next from "i18next";
import { beforeAll, expect, test } from "vitest";
import { findingText } from "../src/miniapps/findings.ts";
import { en } from "../src/words/en.ts";
import { findingsRu } from "../src/words/findings.ru.ts";
import { ru } from "../src/words/ru.ts";

const SERVER = join(import.meta.dirname, "../../../chatserver");
const FOLDER = join(SERVER, "archives");

beforeAll(() => speak({ ru, en }));

/** Every code with which the server tells what it found in an archive, as its sources have them. */
function codes(): Set<string> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".py"));
  const sources = [join(SERVER, "core/archives.py"), ...files.map((name) => join(FOLDER, name))];
  const found = sources.flatMap((path) => [
    ...readFileSync(path, "utf8").matchAll(/Finding\(\s*"([a-z_]+)"/g),
  ]);
  return new Set(found.map(([, code]) => code ?? ""));
}

test("everything that the server finds in an archive is told in Russian, and nothing else", () => {
  expect(Object.keys(findingsRu)).toEqual([...codes()].sort());
});

test.each([
  ["too_large_unpacked", "more than 125829120 bytes unpacked", "После распаковки больше 120 МБ."],
  ["ratio", "packed more than 200 to one", "Сжато подозрительно сильно: больше 200 к одному."],
  ["of_a_later_version", "is wrong in a new way", "is wrong in a new way"],
])(
  "a finding is told with its figures, or with the server's words: %s",
  async (code, message, text) => {
    await i18next.changeLanguage("ru");
    expect(findingText({ code, message })).toBe(text);
    await i18next.changeLanguage("en");
    expect(findingText({ code, message })).toBe(message);
  },
);
