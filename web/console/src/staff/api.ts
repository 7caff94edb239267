/** What does the console know of roles and of employees, as those who may change them see them? */

import type { Named } from "@chatserver/protocol";
import type { Http } from "../http.ts";

/** By which way an employee with the role is told of what (requirement 41). */
export const NOTICES = {
  assigned: ["assigned_push", "assigned_mail"],
  message: ["message_push", "message_mail"],
} as const;

export type NoticeSwitch = (typeof NOTICES)[keyof typeof NOTICES][number];

export interface RoleDraft {
  name: string;
  permissions: readonly string[];
  notices: Readonly<Record<NoticeSwitch, boolean>>;
}

export interface Role extends RoleDraft {
  id: string;
  /** Built in: it has everything, and stays as it is. */
  administrator: boolean;
  people: number;
  version: number;
}

export interface EmployeeDraft {
  name: string;
  email: string;
  active: boolean;
  role: string | null;
  department: string | null;
  /** Null: all of them. */
  objects: readonly string[] | null;
}

export interface Employee {
  id: string;
  name: string;
  email: string;
  active: boolean;
  role: Named | null;
  department: Named | null;
  objects: string[] | null;
  version: number;
}

/** The accesses of a role, in the groups of the screen (requirements 30 to 34, D14). */
export const ACCESS = {
  management: ["miniapps.view", "miniapps.edit", "widgets.edit"],
  chats: ["chats.view", "chats.send", "subscriptions.view", "subscriptions.send"],
  clients: ["clients.view", "clients.edit", "orders.view", "orders.refund"],
  organisation: ["directory.edit", "staff.edit", "integration.edit", "reports.view", "audit.view"],
} as const;

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

export const NEW_ROLE: RoleDraft = {
  name: "",
  permissions: [],
  notices: {
    assigned_push: false,
    assigned_mail: false,
    message_push: false,
    message_mail: false,
  },
};

export const NEW_EMPLOYEE: EmployeeDraft = {
  name: "",
  email: "",
  active: true,
  role: null,
  department: null,
  objects: null,
};

export function draftOf({
  name,
  email,
  active,
  role,
  department,
  objects,
}: Employee): EmployeeDraft {
  const [roleId, departmentId] = [role?.id ?? null, department?.id ?? null];
  return { name, email, active, role: roleId, department: departmentId, objects };
}

/** Add it where `before` is null, else change of it what differs: nobody grants what they lack. */
export async function keep<T extends object>(
  http: Http,
  list: "roles" | "staff" | "departments",
  before: { id: string; version?: number; draft: T } | null,
  draft: T,
): Promise<void> {
  if (before === null) {
    await http.post(list, draft);
    return;
  }
  const old = before.draft as Record<string, unknown>;
  const body = Object.fromEntries(
    Object.entries(draft).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name]),
    ),
  );
  const etag = before.version === undefined ? undefined : `"${before.version}"`;
  await http.card(`${list}/${before.id}`, { method: "PATCH", body, etag });
}
