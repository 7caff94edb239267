/** Which chats does an operator ask for, and how does that stand in an address? */

import { type Filter, SCORES, type Tab } from "@chatserver/protocol";

export const TABS: readonly Tab[] = ["all", "new", "mine", "waiting"];

/** The parts of a filter that are lists of ids or words. */
export const LISTS = [
  "objects",
  "departments",
  "staff",
  "clients",
  "products",
  "tags",
  "states",
  "platforms",
  "scores",
] as const;
export type ListPart = (typeof LISTS)[number];

/** The words of which a part consists, and how the screen's own words for them begin. */
export interface Worded {
  words: readonly string[];
  named: string;
}

export const WORDED: Readonly<Record<"states" | "platforms" | "scores", Worded>> = {
  states: { words: ["bot", "staff", "closed"], named: "state" },
  platforms: { words: ["ios", "android", "web"], named: "channel" },
  scores: { words: SCORES.map(String), named: "score" },
};

/** Undefined: it consists of ids. */
export function wordedOf(part: ListPart): Worded | undefined {
  return (WORDED as Partial<Record<ListPart, Worded>>)[part];
}

/** What is either asked for or not. */
export const FLAGS = ["unread", "unanswered"] as const;
export type FlagPart = (typeof FLAGS)[number];

export const SPANS = ["created", "updated"] as const;
export type SpanPart = (typeof SPANS)[number];

/** Days as people name them, both included; in the reader's time zone. */
export interface Days {
  from?: string;
  to?: string;
}

/** A filter as the screen keeps it: empty parts are absent, times are days. */
export interface Choice {
  tab: Tab;
  q: string;
  lists: Readonly<Partial<Record<ListPart, readonly string[]>>>;
  flags: readonly FlagPart[];
  days: Readonly<Partial<Record<SpanPart, Days>>>;
  sort: "updated" | "created";
}

export const EVERYTHING: Choice = {
  tab: "all",
  q: "",
  lists: {},
  flags: [],
  days: {},
  sort: "updated",
};

/** The names in an address that belong to the filter. */
const NAMES = [
  "tab",
  "q",
  "sort",
  ...LISTS,
  ...FLAGS,
  ...SPANS.flatMap((span) => [`${span}_from`, `${span}_to`]),
];

/** Read it from an address; what is no part of a filter is passed over. */
export function choiceFrom(query: URLSearchParams): Choice {
  return {
    tab: TABS.find((name) => name === query.get("tab")) ?? "all",
    q: (query.get("q") ?? "").slice(0, 100),
    lists: given(LISTS, (part) => idsFrom(query.get(part) ?? "", part)),
    flags: FLAGS.filter((flag) => query.get(flag) === "true"),
    days: given(SPANS, (span) => daysFrom(query.get(`${span}_from`), query.get(`${span}_to`))),
    sort: query.get("sort") === "created" ? "created" : "updated",
  };
}

/** Those parts that say something. */
function given<Part extends string, Value>(
  parts: readonly Part[],
  read: (part: Part) => Value | undefined,
): Partial<Record<Part, Value>> {
  const said = parts.map((part) => [part, read(part)] as const);
  return Object.fromEntries(said.filter(([, value]) => value !== undefined)) as Partial<
    Record<Part, Value>
  >;
}

function idsFrom(text: string, part: ListPart): readonly string[] | undefined {
  const ids = text.split(",").filter((id) => ID.test(id) && allowed(part, id));
  return ids.length === 0 ? undefined : [...new Set(ids)];
}

function daysFrom(from: string | null, to: string | null): Days | undefined {
  const days = { ...(isDay(from) ? { from } : {}), ...(isDay(to) ? { to } : {}) };
  return Object.keys(days).length === 0 ? undefined : days;
}

/** What has to change in an address so that it says this. */
export function addressOf(choice: Choice): Record<string, string | null> {
  const named: Record<string, string | null> = Object.fromEntries(
    NAMES.map((name) => [name, null]),
  );
  named.tab = choice.tab === "all" ? null : choice.tab;
  named.q = choice.q === "" ? null : choice.q;
  named.sort = choice.sort === "updated" ? null : choice.sort;
  for (const part of LISTS) {
    named[part] = choice.lists[part]?.join(",") || null;
  }
  for (const flag of FLAGS) {
    named[flag] = choice.flags.includes(flag) ? "true" : null;
  }
  for (const span of SPANS) {
    named[`${span}_from`] = choice.days[span]?.from ?? null;
    named[`${span}_to`] = choice.days[span]?.to ?? null;
  }
  return named;
}

/** In the words of the protocol: from inclusive, to exclusive. */
export function filterOf(choice: Choice): Filter {
  const spans: Partial<Record<SpanPart, { from?: string; to?: string }>> = {};
  for (const span of SPANS) {
    const { from, to } = choice.days[span] ?? {};
    if (from !== undefined || to !== undefined) {
      spans[span] = {
        ...(from === undefined ? {} : { from: midnight(from, 0) }),
        ...(to === undefined ? {} : { to: midnight(to, 1) }),
      };
    }
  }
  const q = choice.q.trim();
  const { scores, ...lists } = choice.lists;
  return {
    tab: choice.tab,
    ...(q === "" ? {} : { q }),
    ...(lists as Partial<Filter>),
    ...(scores === undefined ? {} : { scores: scores.map(Number) }),
    ...Object.fromEntries(choice.flags.map((flag) => [flag, true])),
    ...spans,
    ...(choice.sort === "updated" ? {} : { sort: choice.sort }),
  };
}

/** The same as parameters of `GET chats` and of the export. */
export function httpOf(choice: Choice): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(filterOf(choice))) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one === "object" && one !== null) {
        for (const [end, at] of Object.entries(one)) {
          params.append(`${name}_${end}`, String(at));
        }
      } else {
        params.append(name, String(one));
      }
    }
  }
  return params;
}

export function withList(choice: Choice, part: ListPart, ids: readonly string[]): Choice {
  const { [part]: _, ...others } = choice.lists;
  return { ...choice, lists: ids.length === 0 ? others : { ...others, [part]: ids } };
}

export function withDays(choice: Choice, span: SpanPart, days: Days): Choice {
  const { [span]: _, ...others } = choice.days;
  const given = Object.fromEntries(Object.entries(days).filter(([, day]) => isDay(day)));
  return {
    ...choice,
    days: Object.keys(given).length === 0 ? others : { ...others, [span]: given },
  };
}

export function withFlag(choice: Choice, flag: FlagPart, on: boolean): Choice {
  return {
    ...choice,
    flags: FLAGS.filter((one) => (one === flag ? on : choice.flags.includes(one))),
  };
}

/** Without what the drawer sets; tab, search and order stay. */
export function cleared(choice: Choice): Choice {
  return { ...choice, lists: {}, flags: [], days: {} };
}

/** How many things the drawer narrows the list by. */
export function narrowings(choice: Choice): number {
  const ids = Object.values(choice.lists).reduce((sum, list) => sum + list.length, 0);
  return ids + choice.flags.length + Object.keys(choice.days).length;
}

const ID = /^[A-Za-z0-9_-]{1,40}$/;

function allowed(part: ListPart, id: string): boolean {
  return wordedOf(part)?.words.includes(id) ?? true;
}

function isDay(text: string | null | undefined): text is string {
  return text != null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** The first instant of a day, so many days later, where the reader is. */
function midnight(day: string, later: number): string {
  const [year = 1970, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

/** How many chats a tab holds, as the server counts: a thousand means that or more. */
export function countText(count: number): string {
  return count >= 1000 ? "999+" : String(count);
}
