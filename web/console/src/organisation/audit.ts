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

/** Whose log it is: one's own organisation's, another's that the platform watches, its own. */
export type Log = "own" | "watched" | "platform";

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

type Actions = Readonly<Record<string, readonly string[]>>;

const of = (about: string, ...acts: string[]) => acts.map((act) => `${about}.${act}`);

/** Changes that an organisation's log can tell of, by what they are about. */
export const ACTIONS: Actions = {
  staff: of("staff", "add", "change", "invite", "link", "password", "totp"),
  role: of("role", "add", "change", "remove"),
  department: of("department", "add", "change", "remove"),
  dialog: ["dialog.close", "message.delete", "note.delete", "chats.export"],
  client: of("client", "add", "change", "read", "export", "erase", "phone_released"),
  object: of("object", "add", "change", "remove"),
  subscription: of("subscription", "add", "change", "remove"),
  catalogue: of("catalogue", "add", "change", "remove"),
  canned_reply: of("canned_reply", "add", "change", "remove"),
  widget: of("widget", "make", "change", "publish", "draft", "delete"),
  miniapp: [
    ...of("miniapp", "register", "change", "payment", "chat.save", "bot.save", "chat_switch"),
    ...of("miniapp", "push_limits", "clear_licence", "token", "launch", "suspend", "unsuspend"),
    ...of("miniapp", "choose_inactive", "choose_testing", "choose_active", "roll_back"),
    "consent.bring",
  ],
  review: [
    ...of("miniapp", "submit", "change_offer", "withdraw", "defer", "reject", "approve"),
    ...of("miniapp", "publish"),
    "review.screenshot",
  ],
  build: of("build", "upload", "preview", "revoke"),
  offer: of("offer", "put", "delete"),
  order: [...of("order", "refund", "settle_refund"), "orders.export"],
  licence: of("licence", "grant", "revoke"),
  api_key: of("api_key", "make", "end"),
  app_key: of("app_key", "make", "end"),
  webhook: of("webhook", "make", "change", "secret", "ping", "replay", "disable", "delete"),
  access: ["client_token.mint", "guest_token.mint", "export.read", "session.reused"],
  entity: of("entity", "add", "change", "remove"),
  account: of("account", "add", "end"),
  org: of("org", "create", "settings", "change", "close", "reopen", "erase"),
};

/** And the platform's own. */
export const PLATFORM_ACTIONS: Actions = {
  staff: ACTIONS.staff ?? [],
  role: ACTIONS.role ?? [],
  superapp: of("superapp", "add", "change", "remove"),
  api_key: ACTIONS.api_key ?? [],
  rules: of("rules", "write"),
  access: of("session", "reused"),
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
}: Entry): { field: string; was: unknown; is: unknown }[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields
    .map((field) => ({ field, was: held(before, field), is: held(after, field) }))
    .filter(({ was, is }) => JSON.stringify(was) !== JSON.stringify(is));
}

/** In these, null stands for all there are. */
const ALL = ["objects", "products"];
export const EVERY = "*";

function held(values: Readonly<Record<string, unknown>>, field: string): unknown {
  const value = values[field];
  if (value === null && ALL.includes(field)) {
    return EVERY;
  }
  const empty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  return empty ? "" : (value ?? "");
}

/** A kind of change that has no words here keeps its code. */
export function actionWord(action: string): string {
  const name = `action.${action}`;
  const known: boolean = i18next.exists(name);
  return known ? i18next.t(name) : action;
}
