/** What is an order to a host, and how does it stand with its payment? */

import type { Payment } from "../api.ts";

type Status = Payment["status"];

export type OrderState =
  | "created"
  | "pending"
  | "paid"
  | "canceled"
  | "failed"
  | "expired"
  | "refund_pending"
  | "refunded"
  | "partially_refunded";

/** An order as the client may know it, who sees their own alone. */
export interface Order {
  id: string;
  env: "live" | "test";
  state: OrderState;
  /** What a pending order becomes as soon as its open attempt has ended: nobody pays it any more. */
  ends_as: "canceled" | "expired" | null;
  /** In the smallest unit of the currency, kopecks of a rouble. */
  amount: number;
  currency: string;
  description: string;
  lines: { name: string; quantity: number; price: number }[];
  /** Who gets the money. */
  payee: string | null;
  /** The mini-app, as clients know it. */
  title: string;
  expires_at: string;
  /** The latest attempt to pay it; after one that failed the order can be paid again. */
  attempt: { state: "opening" | "pending" | "succeeded" | "failed" | "canceled" } | null;
}

/** An attempt that began: the provider's page. null: there is nothing to pay any more. */
export interface Attempt {
  state: OrderState;
  url: string | null;
}

/** null: it can be paid. What was given back was paid before: the back end knows the rest. */
const ENDS: Readonly<Record<OrderState, Status | null>> = {
  created: null,
  pending: null,
  paid: "paid",
  canceled: "canceled",
  failed: "failed",
  expired: "canceled",
  refund_pending: "paid",
  refunded: "paid",
  partially_refunded: "paid",
};

/** How an order stands that cannot be paid (any more), or null. */
export function endOf({ state, ends_as }: Pick<Order, "state" | "ends_as">): Status | null {
  return ENDS[state] ?? (ends_as === null ? null : "pending");
}

/** How its latest attempt stands; there was one. */
export function statusOf({ state, attempt }: Pick<Order, "state" | "attempt">): Status {
  if (state === "pending") {
    return "pending";
  }
  return ENDS[state] ?? (attempt?.state === "failed" ? "failed" : "canceled");
}
