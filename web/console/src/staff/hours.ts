/** When does a department work, as people type it: “09:00–13:00, 14:00–18:00”? */

import type { Mistake } from "../http.ts";

export const WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEK)[number];

export interface Span {
  from: string;
  until: string;
}

export interface Hours {
  week: Record<Weekday, readonly Span[]>;
  days: readonly { date: string; open: readonly Span[] }[];
  words: string;
}

/** Of each day what was typed; nothing: closed. */
export interface HoursDraft {
  /** Whether there are hours at all: without, the department always works. */
  limited: boolean;
  week: Record<Weekday, string>;
  days: readonly { date: string; open: string }[];
  words: string;
}

const NINE_TO_SIX = "09:00–18:00";
const WORKDAYS = WEEK.slice(0, 5);
export const WORDS_MAX = 255;
export const DAYS_MAX = 200;
const SPANS_MAX = 6;

const DAY_MINUTES = 1440;
const SPAN = /^(\d{1,2})(?:[:.](\d\d))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d\d))?$/;

/** What is offered to whoever gives hours to a department that had none. */
export const NO_HOURS: HoursDraft = {
  limited: false,
  week: ofWeek((day) => (WORKDAYS.includes(day) ? NINE_TO_SIX : "")),
  days: [],
  words: "",
};

function ofWeek<V>(of: (day: Weekday) => V): Record<Weekday, V> {
  return Object.fromEntries(WEEK.map((day) => [day, of(day)])) as Record<Weekday, V>;
}

/** The spans that were typed, in their order; null: nobody can tell what is meant. */
export function spansOf(typed: string): Span[] | null {
  const pieces = typed
    .split(",")
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "");
  const spans: Span[] = [];
  let last = 0;
  for (const piece of pieces) {
    const [, h1, m1 = "00", h2, m2 = "00"] = SPAN.exec(piece) ?? [];
    const [begin, end] = [minutesOf(h1, m1), minutesOf(h2, m2)];
    if (begin === null || end === null || begin < last || end <= begin) {
      return null;
    }
    spans.push({ from: timeOf(begin), until: timeOf(end) });
    last = end;
  }
  return spans.length > SPANS_MAX ? null : spans;
}

function minutesOf(hours: string | undefined, minutes: string): number | null {
  const found = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && found <= DAY_MINUTES ? found : null;
}

function timeOf(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return `${String(hours).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
}

export function textOf(spans: readonly Span[]): string {
  return spans.map(({ from, until }) => `${from}–${until}`).join(", ");
}

export function draftOfHours(hours: Hours | null): HoursDraft {
  if (hours === null) {
    return NO_HOURS;
  }
  return {
    limited: true,
    week: ofWeek((day) => textOf(hours.week[day])),
    days: hours.days.map(({ date, open }) => ({ date, open: textOf(open) })),
    words: hours.words,
  };
}

/** What is sent; of a draft in which `wrongHours` finds nothing. */
export function hoursOf(draft: HoursDraft): Hours | null {
  if (!draft.limited) {
    return null;
  }
  const read = (typed: string) => spansOf(typed) ?? [];
  return {
    week: ofWeek((day) => read(draft.week[day])),
    days: draft.days.map(({ date, open }) => ({ date, open: read(open) })),
    words: draft.words.trim(),
  };
}

export function wrongHours({ limited, week, days }: HoursDraft): Mistake[] {
  if (!limited) {
    return [];
  }
  const found: Mistake[] = [];
  const wrong = (pointer: string, code: string) =>
    found.push({ pointer: `/hours${pointer}`, code, message: "" });
  for (const day of WEEK) {
    if (spansOf(week[day]) === null) {
      wrong(`/week/${day}`, "hours_unclear");
    }
  }
  if (WEEK.every((day) => week[day].trim() === "")) {
    wrong("/week/mon", "hours_none");
  }
  for (const [index, { date, open }] of days.entries()) {
    if (date === "") {
      wrong(`/days/${index}/date`, "required");
    } else if (days.findIndex((one) => one.date === date) < index) {
      wrong(`/days/${index}/date`, "day_twice");
    }
    if (spansOf(open) === null) {
      wrong(`/days/${index}/open`, "hours_unclear");
    }
  }
  return found;
}

/** From Tuesday to Friday as on Monday. */
export function likeMonday(week: HoursDraft["week"]): HoursDraft["week"] {
  return ofWeek((day) => (WORKDAYS.includes(day) ? week.mon : week[day]));
}

/** What a weekday is called. */
export function weekdayName(day: Weekday, language: string): string {
  const monday = Date.UTC(2024, 0, 1);
  const at = new Date(monday + WEEK.indexOf(day) * 86_400_000);
  return new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" }).format(at);
}
