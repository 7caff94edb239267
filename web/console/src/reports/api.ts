/** What does the server say of dialogs, and of those who answered? (docs/admin-api.md) */

import { type Named, SCORES } from "@chatserver/protocol";
import type { Http, Page } from "../http.ts";

export const DAYS = [7, 30, 90] as const;
export type Days = (typeof DAYS)[number];

export const GROUPS = ["day", "product", "tag", "department", "staff"] as const;
export type Group = (typeof GROUPS)[number];

/** In seconds; null: there is nothing to measure. */
export interface Times {
  median_s: number | null;
  p90_s: number | null;
}

export interface Within {
  seconds: number;
  dialogs: number;
}

/** How clients said that dialogs were; who was not asked is no part of it. */
export interface Ratings {
  asked: number;
  rated: number;
  mean: number | null;
  scores: readonly { score: number; dialogs: number }[];
}

export interface Figures {
  dialogs: number;
  open: number;
  solved: number;
  no_answer: number;
  timeout: number;
  handed: number;
  answered: number;
  answered_within: readonly Within[];
  /** The same, while the department that is asked works. */
  answered_within_in_hours: readonly Within[];
  wait: Times;
  wait_in_hours: Times;
  length: Times;
  ratings: Ratings;
}

export type Line = Named & { figures: Figures };

export interface DialogReport {
  since: string;
  until: string;
  total: Figures;
  lines: readonly Line[];
}

export type Load = Named & {
  handed: number;
  answered: number;
  passed_on: number;
  closed: number;
  wait: Times;
  wait_in_hours: Times;
  ratings: Ratings;
};

export interface Episode {
  chat: string;
  number: number;
  dialog: number;
  product: Named;
  tag: Named | null;
  department: Named | null;
  opened_at: string;
  wait_s: number | null;
  wait_in_hours_s: number | null;
  reason: "solved" | "no_answer" | "timeout" | null;
  asked: boolean;
  score: number | null;
}

/** What is looked at. `line`: the group whose dialogs are listed. */
export interface Asked {
  days: Days;
  by: Group;
  line: string | null;
  unanswered: boolean;
  /** Those that were rated so. */
  score: number | null;
}

export function askedFrom(query: URLSearchParams): Asked {
  return {
    days: DAYS.find((days) => String(days) === query.get("days")) ?? 30,
    by: GROUPS.find((group) => group === query.get("by")) ?? "day",
    line: query.get("line"),
    unanswered: query.get("unanswered") === "true",
    score: SCORES.find((score) => String(score) === query.get("score")) ?? null,
  };
}

/** From the beginning of a day on, so that no day is cut. */
export function sinceOf(days: Days, now: Date): string {
  const begin = new Date(now);
  begin.setHours(0, 0, 0, 0);
  begin.setDate(begin.getDate() - days + 1);
  return begin.toISOString();
}

/** By what the list is narrowed down to a group; days and employees have none. */
const NARROWED = { product: "products", tag: "tags", department: "departments" } as const;

export function listed(by: Group): by is keyof typeof NARROWED {
  return by in NARROWED;
}

export function dialogReport(http: Http, asked: Asked, since: string): Promise<DialogReport> {
  return http.get("reports/dialogs", { since, by: asked.by });
}

export async function loads(http: Http, since: string): Promise<readonly Load[]> {
  return (await http.get<{ lines: Load[] }>("reports/staff", { since })).lines;
}

export function episodes(
  http: Http,
  { by, line, unanswered, score }: Asked,
  since: string,
  cursor: string | null,
): Promise<Page<Episode>> {
  return http.get("reports/dialogs/list", {
    since,
    cursor,
    ...(listed(by) && line !== null ? { [NARROWED[by]]: line } : {}),
    ...(unanswered ? { answered: false } : {}),
    ...(score !== null ? { scores: String(score) } : {}),
  });
}
