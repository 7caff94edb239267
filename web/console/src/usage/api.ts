/** What does the server say of how a mini-app is used? (docs/miniapps.md) */

import type { Http } from "../http.ts";
import { DAYS, type Days } from "../reports/api.ts";

export interface CodeCount {
  code: string;
  launches: number;
}

/** In milliseconds; null: it is known of no launch. */
export interface PageLoad {
  launches: number;
  median_ms: number | null;
  p75_ms: number | null;
}

export interface Figures {
  launches: number;
  clients: number;
  refused: readonly CodeCount[];
  load: PageLoad;
  errors: readonly CodeCount[];
  offers: { accepted: number; declined: number; revoked: number };
  pushes: { accepted: number; sent: number; opened: number };
  /** Live ones that were made, and of these the ones that were paid until now. */
  orders: { made: number; paid: number };
}

export interface Day {
  date: string;
  figures: Figures;
}

export interface BuildUse {
  build: string;
  digest: string;
  launches: number;
  clients: number;
  load: PageLoad;
  errors: readonly CodeCount[];
}

export interface Analytics {
  total: Figures;
  days: readonly Day[];
  sources: readonly { source: string; launches: number; clients: number }[];
  builds: readonly BuildUse[];
}

export function analytics(http: Http, miniapp: string, since: string): Promise<Analytics> {
  return http.get(`miniapps/${miniapp}/analytics`, { since });
}

export function daysFrom(query: URLSearchParams): Days {
  return DAYS.find((days) => String(days) === query.get("days")) ?? 30;
}

/** After these the superapp asks for what is missing, and launches once more. */
const STEPS = ["sign_in_required", "place_required", "offer_required"];

/** How often it did not open in the end. */
export function closed(refused: readonly CodeCount[]): number {
  return refused.reduce((sum, one) => (STEPS.includes(one.code) ? sum : sum + one.launches), 0);
}

/** Whether nothing happened at all. */
export function isEmpty({ launches, refused, offers, pushes }: Figures): boolean {
  return [launches, refused.length, ...Object.values(offers), pushes.accepted].every(
    (many) => many === 0,
  );
}
