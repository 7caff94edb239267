/** How are a department's hours typed, read and sent? */

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  draftOfHours,
  type HoursDraft,
  hoursOf,
  likeMonday,
  NO_HOURS,
  type Span,
  spansOf,
  textOf,
  weekdayName,
  wrongHours,
} from "../src/staff/hours.ts";

const LIMITED: HoursDraft = { ...NO_HOURS, limited: true };

test.each<[string, Span[] | null]>([
  ["", []],
  ["  ", []],
  ["9-18", [{ from: "09:00", until: "18:00" }]],
  [
    "09:00–13:00, 14.30 — 18:00",
    [
      { from: "09:00", until: "13:00" },
      { from: "14:30", until: "18:00" },
    ],
  ],
  ["0-24", [{ from: "00:00", until: "24:00" }]],
  [
    "9-13,13-18,",
    [
      { from: "09:00", until: "13:00" },
      { from: "13:00", until: "18:00" },
    ],
  ],
  ["18-9", null],
  ["9-9", null],
  ["9-13, 12:59-18", null],
  ["9-24:01", null],
  ["9:60-18", null],
  ["nine", null],
  ["9", null],
  ["0-1,2-3,4-5,6-7,8-9,10-11,12-13", null],
])("%j is read as people mean it", (typed, spans) => {
  expect(spansOf(typed)).toEqual(spans);
});

test("what is written down is read back", () => {
  const points = fc.uniqueArray(fc.integer({ min: 0, max: 1440 }), { maxLength: 12 });
  const time = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  fc.assert(
    fc.property(points, (found) => {
      const sorted = found.toSorted((a, b) => a - b);
      const spans: Span[] = [];
      for (let at = 0; at + 1 < sorted.length; at += 2) {
        spans.push({ from: time(sorted[at] ?? 0), until: time(sorted[at + 1] ?? 0) });
      }
      expect(spansOf(textOf(spans))).toEqual(spans);
    }),
  );
});

test("a department without hours always works, and is offered those of an office", () => {
  expect(draftOfHours(null)).toBe(NO_HOURS);
  expect(hoursOf(NO_HOURS)).toBeNull();
  expect(wrongHours({ ...NO_HOURS, week: { ...NO_HOURS.week, mon: "?" } })).toEqual([]);
  const hours = hoursOf(LIMITED);
  expect(hours?.week.fri).toEqual([{ from: "09:00", until: "18:00" }]);
  expect(hours?.week.sat).toEqual([]);
  expect(draftOfHours(hours)).toEqual(LIMITED);
});

test("every mistake stands at its field", () => {
  const draft: HoursDraft = {
    limited: true,
    week: { mon: "", tue: "", wed: "", thu: "", fri: "", sat: "", sun: "" },
    days: [
      { date: "2027-01-01", open: "" },
      { date: "2027-01-01", open: "12-11" },
      { date: "", open: "" },
    ],
    words: "",
  };
  expect(wrongHours(draft).map(({ pointer, code }) => [pointer, code])).toEqual([
    ["/hours/week/mon", "hours_none"],
    ["/hours/days/1/date", "day_twice"],
    ["/hours/days/1/open", "hours_unclear"],
    ["/hours/days/2/date", "required"],
  ]);
  const unclear = { ...LIMITED, week: { ...LIMITED.week, wed: "soon" } };
  expect(wrongHours(unclear)).toEqual([
    { pointer: "/hours/week/wed", code: "hours_unclear", message: "" },
  ]);
});

test("the week's middle is like its beginning, the weekend as it was", () => {
  const week = likeMonday({ ...LIMITED.week, mon: "8-20", sun: "10-12" });
  expect([week.tue, week.fri, week.sat, week.sun]).toEqual(["8-20", "8-20", "", "10-12"]);
});

test("weekdays are called as people call them", () => {
  expect(weekdayName("mon", "ru")).toBe("понедельник");
  expect(weekdayName("sun", "en")).toBe("Sunday");
});
