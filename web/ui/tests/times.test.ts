import { afterEach, expect, test, vi } from "vitest";
import { clockTime, fullTime, listTime } from "../src/times.ts";

const AT = "2026-03-04T15:07:00";
const LATER = Date.parse("2026-03-09T12:00:00");

function reads(...languages: string[]): void {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(languages);
}
afterEach(() => vi.restoreAllMocks());

test.each([
  ["en", ["ru-RU", "ru"], "15:07", "04/03/26"],
  ["en", ["en-GB", "en-US"], "15:07", "04/03/26"],
  ["en", ["en-US", "en"], "03:07 PM", "03/04/26"],
  ["ru", ["en-US"], "15:07", "04.03.26"],
])("in %s, with a browser that reads %j, it is %s on %s", (language, own, clock, day) => {
  reads(...own);
  expect(clockTime(AT, language)).toBe(clock);
  expect(listTime(AT, language, LATER)).toBe(day);
});

test("a line ends behind the day, and nowhere within it", () => {
  reads("ru-RU");
  expect(fullTime(AT, "ru").split(" ")).toEqual([expect.stringMatching(/^4.+2026.г\.,$/), "15:07"]);
  expect(fullTime(AT, "en").split(" ")).toEqual([expect.stringMatching(/^4.+2026,$/), "15:07"]);
});
