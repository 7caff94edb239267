/** What is known of an endpoint that hears of events, and of what was sent to it? */

import type { Named } from "@chatserver/protocol";
import type { Mistake } from "../http.ts";

export interface Webhook {
  id: string;
  url: string;
  description: string;
  /** Null: every type of event, and every one that is to come. */
  types: string[] | null;
  active: boolean;
  /** Why the server switched it off. */
  disabled: "gone" | "failing" | null;
  /** It has taken nothing since then. */
  failing_since: string | null;
  former_secret_until: string | null;
  maker: Named | null;
  version: number;
  /** Of one that was made just now. Null: it was shown before. */
  secret?: string | null;
}

export interface EventType {
  type: string;
  says: string;
  /** What whoever chooses it has to be allowed. */
  permissions: string[];
}

export const STATES = ["waiting", "delivered", "failed"] as const;

export interface Delivery {
  id: string;
  type: string;
  state: (typeof STATES)[number];
  at: string;
  next_at: string | null;
  tries: number;
  tried_at: string | null;
  status: number | null;
  failure: "timeout" | "tls" | "unreachable" | "secret" | null;
  duration_ms: number | null;
  body: string;
  answer: string;
}

export interface WebhookDraft {
  url: string;
  description: string;
  types: string[] | null;
  active: boolean;
}

export const NEW_WEBHOOK: WebhookDraft = { url: "", description: "", types: [], active: true };

export const URL_MAX = 2000;
export const DESCRIPTION_MAX = 200;

export function draftOf({ url, description, types, active }: Webhook): WebhookDraft {
  return { url, description, types: types === null ? null : [...types].sort(), active };
}

export function checkWebhook({ url, types }: WebhookDraft): Mistake[] {
  const missing = [
    ["/url", url.trim() === ""],
    ["/types", types?.length === 0],
  ] as const;
  return missing
    .filter(([, is]) => is)
    .map(([pointer]) => ({ pointer, code: "required", message: "" }));
}

/** Whether this employee may hear of everything that an endpoint may. */
export function mayHear({ permissions }: EventType, own: readonly string[]): boolean {
  return permissions.every((one) => own.includes(one));
}

/** By what they are about, in the order of the server. */
export function grouped(types: readonly EventType[]): [string, EventType[]][] {
  const groups = new Map<string, EventType[]>();
  for (const one of types) {
    const [about = ""] = one.type.split(".");
    groups.set(about, [...(groups.get(about) ?? []), one]);
  }
  return [...groups];
}
