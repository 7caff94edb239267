/** What does a form of a role hold, and what goes together in it? (requirements 29 to 42, D14) */

import type { Mistake } from "../http.ts";
import { NOTICES, type NoticeSwitch, type Role } from "./api.ts";

/** The right one brings the left one (D14). */
const BRINGS: Readonly<Record<string, string>> = {
  "miniapps.edit": "miniapps.view",
  "chats.send": "chats.view",
  "subscriptions.send": "subscriptions.view",
  "clients.edit": "clients.view",
  "orders.refund": "orders.view",
};

/** Whether another access brings this one along, chosen or not. */
export function brought(access: string, chosen: readonly string[]): boolean {
  return chosen.some((other) => BRINGS[other] === access);
}

/** Each switch for itself: two people may turn two of them at once. */
export type RoleDraft = { name: string; permissions: readonly string[] } & Record<
  NoticeSwitch,
  boolean
>;

export const NEW_ROLE: RoleDraft = {
  name: "",
  permissions: [],
  assigned_push: false,
  assigned_mail: false,
  message_push: false,
  message_mail: false,
};

export function draftOf({ name, permissions, notices }: Role): RoleDraft {
  return { name, permissions: [...permissions].sort(), ...notices };
}

/** What is sent of a draft, or of what was changed in it. */
export function bodyOf(changed: Partial<RoleDraft>): object {
  const { name, permissions, ...switches } = changed;
  return {
    ...(name === undefined ? {} : { name }),
    ...(permissions === undefined ? {} : { permissions }),
    ...(Object.keys(switches).length === 0 ? {} : { notices: switches }),
  };
}

/** Roles and departments have a name. */
export function checkName({ name }: { name: string }): Mistake[] {
  return name.trim() === "" ? [{ pointer: "/name", code: "required", message: "" }] : [];
}

/** Turn one access; they stand in one order, however they were chosen. */
export function turned(chosen: readonly string[], access: string): readonly string[] {
  return chosen.includes(access)
    ? chosen.filter((other) => other !== access)
    : [...chosen, access].sort();
}

export function isNotice(field: string): field is NoticeSwitch {
  return Object.values(NOTICES)
    .flat()
    .some((one) => one === field);
}
