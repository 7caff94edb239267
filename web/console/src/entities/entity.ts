/** Who of an organisation can be paid, and what does the form of such a legal entity hold? */

import type { Named } from "@chatserver/protocol";
import type { Mistake } from "../http.ts";

export interface Account {
  id: string;
  bank: string;
  bik: string;
  number: string;
}

export interface Entity extends Named {
  inn: string;
  /** "": an entrepreneur has none. */
  kpp: string;
  accounts: Account[];
  version: number;
}

export interface EntityDraft {
  name: string;
  inn: string;
  kpp: string;
}

export const NEW_ENTITY: EntityDraft = { name: "", inn: "", kpp: "" };

export const NAME_MAX = 200;
export const INN_MAX = 12;
export const KPP_MAX = 9;
export const BIK_MAX = 9;
export const NUMBER_MAX = 20;

export function draftOf({ name, inn, kpp }: Entity): EntityDraft {
  return { name, inn, kpp };
}

/** What is sent: numbers are copied out of papers, with blanks in them. */
export function bodyOf({ inn, kpp, ...rest }: Partial<EntityDraft>): object {
  return {
    ...rest,
    ...(inn === undefined ? {} : { inn: bare(inn) }),
    ...(kpp === undefined ? {} : { kpp: bare(kpp) }),
  };
}

export function bare(number: string): string {
  return number.replaceAll(/\s/g, "").toUpperCase();
}

/** Whether the check digits are right the server says. */
export function checkEntity({ name, inn }: EntityDraft): Mistake[] {
  const missing = [
    ["/name", name],
    ["/inn", inn],
  ].filter(([, value]) => value?.trim() === "");
  return missing.map(([pointer = ""]) => ({ pointer, code: "required", message: "" }));
}
