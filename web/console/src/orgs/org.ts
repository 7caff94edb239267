/** What does the platform know of an organisation, and what is asked to make one? */

import type { Named } from "@chatserver/protocol";
import type { Mistake } from "../http.ts";

export const KINDS = ["management", "developer"] as const;

export interface Org extends Named {
  kind: (typeof KINDS)[number];
  created_at: string;
  closed_at: string | null;
  /** So long a closed one can be opened again. */
  reopen_until: string | null;
  erased_at: string | null;
  version: number;
}

export interface OrgDraft {
  name: string;
  kind: Org["kind"];
  /** Who sets a new one up; an invitation goes there. */
  administrator: { name: string; email: string };
}

export const NEW_ORG: OrgDraft = {
  name: "",
  kind: "management",
  administrator: { name: "", email: "" },
};

export const NAME_MAX = 200;
export const PERSON_MAX = 100;
export const EMAIL_MAX = 254;

export function draftOf({ name, kind }: Org): OrgDraft {
  return { ...NEW_ORG, name, kind };
}

/** `fresh`: one that is to be made has somebody who sets it up. */
export function checkOrg({ name, administrator }: OrgDraft, fresh: boolean): Mistake[] {
  const asked: [string, string][] = [
    ["/name", name],
    ...(fresh
      ? ([
          ["/administrator/name", administrator.name],
          ["/administrator/email", administrator.email],
        ] as [string, string][])
      : []),
  ];
  return asked
    .filter(([, value]) => value.trim() === "")
    .map(([pointer]) => ({ pointer, code: "required", message: "" }));
}
