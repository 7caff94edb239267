/** What is known of an order, and what can be done with it? (requirement 13) */

import type { Named } from "@chatserver/protocol";
import { startOf } from "../cards/days.ts";
import type { Query } from "../http.ts";

export const STATES = [
  "created",
  "pending",
  "paid",
  "canceled",
  "failed",
  "expired",
  "refund_pending",
  "refunded",
  "partially_refunded",
] as const;
export type State = (typeof STATES)[number];
export type Env = "live" | "test";

/** Amounts are in the smallest unit of the currency. */
export interface OrderRow {
  id: string;
  miniapp: Named;
  /** The mini-app's own name for it. */
  external_id: string;
  env: Env;
  state: State;
  /** What becomes of it when its open attempt has ended without money. */
  ends_as: "canceled" | "expired" | null;
  /** Null: erased. */
  client: Named | null;
  amount: number;
  currency: string;
  refunded: number;
  description: string;
  created_at: string;
  expires_at: string;
  changed_at: string;
  paid_at: string | null;
}

export interface Order extends OrderRow {
  lines: { name: string; quantity: number; price: number }[];
  payee: { name: string; account: string | null } | null;
  attempts: {
    id: string;
    provider: string;
    state: "opening" | "pending" | "succeeded" | "failed" | "canceled";
    at: string;
    ended_at: string | null;
  }[];
  entries: {
    id: string;
    kind: "charge" | "refund";
    amount: number;
    provider: string;
    reference: string;
    at: string;
  }[];
  refunds: {
    id: string;
    amount: number;
    reason: string;
    state: "pending" | "succeeded" | "failed";
    by: { kind: "staff" | "back_end"; name: string };
    created_at: string;
  }[];
}

export interface Narrowing {
  q: string;
  state: State[];
  env: Env;
  /** Of these alone; none named: of all. */
  miniapp: string[];
  /** Days as a date field holds them; "": unbounded. */
  since: string;
  until: string;
}

export const ALL_LIVE: Narrowing = {
  q: "",
  state: [],
  env: "live",
  miniapp: [],
  since: "",
  until: "",
};

/** What the list is asked for. */
export function askedOf({ since, until, ...rest }: Narrowing): Query {
  return {
    ...rest,
    since: since === "" ? null : startOf(since),
    until: until === "" ? null : startOf(until, 1),
  };
}

/** Whether something but the kind of money was chosen. */
export function isNarrowed(by: Narrowing): boolean {
  return JSON.stringify({ ...by, env: ALL_LIVE.env }) !== JSON.stringify(ALL_LIVE);
}

export const REASON_MAX = 500;

/** So much can still be given back; 0: nothing can now. */
export function refundable({ state, amount, refunded }: OrderRow): number {
  return state === "paid" || state === "partially_refunded" ? amount - refunded : 0;
}

/** Whether it may change by itself while somebody looks at it. */
export function isMoving({ state }: OrderRow): boolean {
  return state === "created" || state === "pending" || state === "refund_pending";
}

const DAY_MS = 24 * 3600 * 1000;

/** Whether a refund goes on for so long that the provider will not tell of it any more. */
export function isLost(refund: Order["refunds"][number], now: number): boolean {
  return refund.state === "pending" && now - Date.parse(refund.created_at) > DAY_MS;
}
