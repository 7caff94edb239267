/** What does the console know of roles and of employees, as those who may change them see them? */

import type { Named } from "@chatserver/protocol";
import type { Http } from "../http.ts";
import type { Crew } from "./crew.ts";
import type { Hours } from "./hours.ts";

/** By which way an employee with the role is told of what (requirement 41). */
export const NOTICES = {
  assigned: ["assigned_push", "assigned_mail"],
  message: ["message_push", "message_mail"],
} as const;

export type NoticeSwitch = (typeof NOTICES)[keyof typeof NOTICES][number];

export interface Role extends Named {
  /** Built in: it has everything, and stays as it is. */
  administrator: boolean;
  permissions: readonly string[];
  notices: Readonly<Record<NoticeSwitch, boolean>>;
  /** How many have it. */
  people: number;
  version: number;
}

/** How the way in stands of somebody who has set no password yet. */
export type Invitation = "sent" | "expired" | "unsent";

export interface Employee extends Named {
  email: string;
  active: boolean;
  role: Named;
  /** These three only of an organisation's. */
  department?: Named | null;
  administrator?: boolean;
  /** Null: all of them. */
  objects?: string[] | null;
  /** Null: they have set a password. */
  invitation: Invitation | null;
  version: number;
}

/** Of a list of departments the hours are not told. */
export interface Department extends Named {
  hours?: Hours | null;
}

/** Everything that the section is about. */
export interface Team {
  people: Employee[];
  roles: Role[];
  departments: Named[];
}

/** More people than one organisation employs. */
const MOST = 20_000;

export async function team(http: Http, crew: Crew): Promise<Team> {
  const [people, roles, departments] = await Promise.all([
    http.all<Employee>(crew.people, {}, MOST),
    http.all<Role>(crew.roles),
    crew.answers ? http.all<Named>("departments") : [],
  ]);
  return { people, roles, departments };
}
