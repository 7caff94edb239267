/** What does a form of an object hold, and what stands in what? */

import type { ObjectLine } from "../directory.ts";
import type { Mistake } from "../http.ts";

export type Kind = ObjectLine["kind"];

export interface EstateObject extends ObjectLine {
  external_id: string | null;
  version: number;
}

export interface ObjectDraft {
  kind: Kind;
  name: string;
  address: string;
  external_id: string;
  parent: string | null;
}

/** What may stand directly in an object of a kind; in nothing: `null`. */
const HOLDS: Readonly<Record<Kind | "top", readonly Kind[]>> = {
  top: ["quarter"],
  quarter: ["group", "building"],
  group: ["building"],
  building: ["premises"],
  premises: [],
};

export function kindsIn(parent: Kind | null): readonly Kind[] {
  return HOLDS[parent ?? "top"];
}

/** Whether an object of this kind may stand in one of that kind. */
export function fits(kind: Kind, parent: Kind): boolean {
  return HOLDS[parent].includes(kind);
}

export const NAME_MAX = 200;
export const ADDRESS_MAX = 300;
export const EXTERNAL_MAX = 100;

/** One that is to be added in another. */
export function blankIn(parent: { id: string; kind: Kind } | null): ObjectDraft {
  const [kind = "premises"] = kindsIn(parent?.kind ?? null);
  return { kind, name: "", address: "", external_id: "", parent: parent?.id ?? null };
}

export function draftOf({ kind, name, address, external_id, parent }: EstateObject): ObjectDraft {
  return { kind, name, address, external_id: external_id ?? "", parent };
}

/** What is sent of a draft, or of what was changed in it. */
export function bodyOf({ external_id, ...rest }: Partial<ObjectDraft>): object {
  return {
    ...rest,
    ...(external_id === undefined ? {} : { external_id: external_id.trim() || null }),
  };
}

export function checkObject({ name }: ObjectDraft): Mistake[] {
  return name.trim() === "" ? [{ pointer: "/name", code: "required", message: "" }] : [];
}
