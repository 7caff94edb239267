/** What does the log of changes tell, and how is it looked through? */

import i18next from "i18next";
import { startOf } from "../cards/days.ts";

export interface Entry {
  id: string;
  at: string;
  actor: { kind: string; id: string | null; name: string | null };
  action: string;
  subject: string;
  before: Readonly<Record<string, unknown>>;
  after: Readonly<Record<string, unknown>>;
}

export interface Narrowing {
  actor: string | null;
  action: string[];
  client: string | null;
  /** Days as a date field holds them; "": unbounded. */
  since: string;
  until: string;
}

export const EVERYTHING: Narrowing = {
  actor: null,
  action: [],
  client: null,
  since: "",
  until: "",
};

/** Changes that an organisation's log can tell of, by what they are about. */
export const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  staff: ["add", "change", "invite", "password", "totp"],
  role: ["add", "change", "remove"],
  department: ["add", "change", "remove"],
  dialog: ["close"],
  client: ["add", "change", "read", "export", "erase", "phone_released"],
  object: ["add", "change", "remove"],
  subscription: ["add", "change", "remove"],
  catalogue: ["add", "change", "remove"],
  canned_reply: ["add", "change", "remove"],
  widget: ["make", "change", "publish", "draft", "delete"],
  miniapp: ["register", "change", "submit", "approve", "reject", "publish", "suspend", "unsuspend"],
  build: ["upload", "revoke"],
  offer: ["put", "delete"],
  order: ["refund"],
  licence: ["grant", "revoke"],
  api_key: ["make", "end"],
  app_key: ["make", "end"],
  entity: ["add", "change", "remove"],
  account: ["add", "end"],
  org: ["settings", "change", "close", "reopen"],
};

/** The parameters of the question; a day ends when the next one begins, by this browser's clock. */
export function askedOf({ actor, action, client, since, until }: Narrowing) {
  return {
    actor,
    action,
    subject: client,
    since: since === "" ? null : startOf(since),
    until: until === "" ? null : startOf(until, 1),
  };
}

/** Each field that changed, with what it was and what it is. */
export function differences({
  before,
  after,
}: Entry): { field: string; was: string; is: string }[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields
    .map((field) => ({ field, was: text(before[field]), is: text(after[field]) }))
    .filter(({ was, is }) => was !== is);
}

function text(value: unknown): string {
  if (value === undefined || value === null || value === "") {
    return "";
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A kind of change that has no words here keeps its code. */
export function actionWord(action: string): string {
  const name = `action.${action}`;
  const known: boolean = i18next.exists(name);
  return known ? i18next.t(name) : action;
}
