/** Whose employees does a section show: an organisation's, or the platform's own? */

import { createContext, useContext } from "react";
import { ACCESS, PLATFORM_ACCESS } from "./access.ts";

export interface Crew {
  /** As it stands in the address. */
  section: "staff" | "platform";
  /** Of the API: where the employees are, and where their roles. */
  people: string;
  roles: string;
  /** Who has it changes both. */
  permission: string;
  /** What a role can open, in the groups of the screen. */
  access: Readonly<Record<string, readonly string[]>>;
  /** They answer clients: in departments, for chosen objects, and are told of chats. */
  answers: boolean;
}

export const ORGANISATION: Crew = {
  section: "staff",
  people: "staff",
  roles: "roles",
  permission: "staff.edit",
  access: ACCESS,
  answers: true,
};

export const PLATFORM: Crew = {
  section: "platform",
  people: "platform/staff",
  roles: "platform/roles",
  permission: "platform.staff",
  access: PLATFORM_ACCESS,
  answers: false,
};

const Context = createContext(ORGANISATION);
export const CrewProvider = Context.Provider;

export function useCrew(): Crew {
  return useContext(Context);
}
