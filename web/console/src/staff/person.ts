/** What does a form of an employee hold, and what is looked at before it is sent? */

import type { Mistake } from "../http.ts";
import type { Employee } from "./api.ts";

export interface PersonDraft {
  name: string;
  email: string;
  role: string | null;
  department: string | null;
  /** Null: all of them. */
  objects: string[] | null;
}

export const NOBODY: PersonDraft = {
  name: "",
  email: "",
  role: null,
  department: null,
  objects: [],
};

export const NAME_MAX = 100;
export const EMAIL_MAX = 254;

export function draftOf(person: Employee): PersonDraft {
  const { name, email, role, department, objects = null } = person;
  return {
    name,
    email,
    role: role.id,
    department: department?.id ?? null,
    objects: objects === null ? null : [...objects].sort(),
  };
}

/** What is sent of a draft, or of what was changed in it. `answers`: whether they have a place. */
export function bodyOf(changed: Partial<PersonDraft>, answers: boolean): object {
  const { department: _department, objects: _objects, ...rest } = changed;
  return answers ? changed : rest;
}

/** What can be told without the server. */
export function checkPerson({ name, email, role }: PersonDraft): Mistake[] {
  const missing = [
    ["/name", name],
    ["/email", email],
    ["/role", role ?? ""],
  ].filter(([, value]) => value?.trim() === "");
  const mistakes = missing.map(([pointer = ""]) => ({ pointer, code: "required", message: "" }));
  return email.trim() === "" || /^[^@\s]+@[^@\s]+$/.test(email.trim())
    ? mistakes
    : [...mistakes, { pointer: "/email", code: "email", message: "" }];
}

/** How somebody stands: shown as a badge, and narrowed by. */
export type Standing = "active" | "invited" | "closed";
export const STANDINGS = ["active", "invited", "closed"] as const;

export function standingOf({ active, invitation }: Employee): Standing {
  if (!active) {
    return "closed";
  }
  return invitation === null ? "active" : "invited";
}
