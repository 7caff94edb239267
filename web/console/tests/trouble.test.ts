import { speak } from "@chatserver/ui";
import i18next from "i18next";
import { beforeAll, expect, test } from "vitest";
import { Problem, Unreachable } from "../src/http.ts";
import { mistakeText, problemText } from "../src/trouble.ts";
import { en } from "../src/words/en.ts";
import { ru } from "../src/words/ru.ts";

beforeAll(async () => {
  speak({ ru, en });
  await i18next.changeLanguage("ru");
});

test.each([
  ["length", "has 1 to 30 characters", "От 1 до 30 знаков."],
  ["length", "has 5 to 121 characters", "От 5 до 121 знака."],
  ["length", "names 1 to 50 objects, or is null", "Слишком коротко или слишком длинно."],
  ["required", "is required", "Заполните это поле."],
  ["of_a_later_version", "is wrong in a new way", "is wrong in a new way"],
])(
  "a mistake is told with its figures, or with the server's words: %s, %s",
  (code, message, text) => {
    expect(mistakeText({ code, message })).toBe(text);
  },
);

test.each([
  [{ why: "licence", missing: ["licence", "build"] }, "Выберите лицензию. Загрузите сборку."],
  [{ why: "nothing_changed", missing: [] }, "С прошлой проверки ничего не изменилось."],
  [{ why: "status", missing: [] }, "В нынешнем статусе это невозможно."],
])("a step that a mini-app is not ready for is told with all that it lacks: %o", (body, text) => {
  expect(problemText(new Problem(409, { code: "illegal_transition", ...body }))).toContain(text);
});

test("who cannot be reached is not told to have refused", () => {
  expect(problemText(new Unreachable("Failed to fetch"))).toContain("Сервер не отвечает");
  expect(problemText(new Problem(502, {}))).toContain("через минуту");
});
