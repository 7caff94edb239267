/** What does a form of a client hold, and what is sent of it? */

import type { Mistake } from "../http.ts";

export interface Place {
  id: string;
  name: string;
  address: string;
}

/** A client as this employee sees one: of the premises those inside their objects. */
export interface Client {
  id: string;
  name: string;
  /** Empty: another client has got it. */
  phone: string;
  external_id: string | null;
  tester: boolean;
  email: string | null;
  /** A day, as in 1990-05-17. */
  birth: string | null;
  premises: Place[];
  version: number;
  created_at: string;
  erased_at: string | null;
}

export interface ClientDraft {
  name: string;
  phone: string;
  external_id: string;
  tester: boolean;
  email: string;
  birth: string;
  premises: Place[];
  /** The phone is taken from whoever has it. */
  take_phone: boolean;
}

export const NEWCOMER: ClientDraft = {
  name: "",
  phone: "",
  external_id: "",
  tester: false,
  email: "",
  birth: "",
  premises: [],
  take_phone: false,
};

export const NAME_MAX = 200;
export const PHONE_MAX = 40;
export const EXTERNAL_MAX = 100;
export const EMAIL_MAX = 254;
export const BIRTH_MIN = "1900-01-01";

export function draftOf(client: Client): ClientDraft {
  const { name, phone, external_id, tester, email, birth, premises } = client;
  return {
    name,
    phone,
    external_id: external_id ?? "",
    tester,
    email: email ?? "",
    birth: birth ?? "",
    premises,
    take_phone: false,
  };
}

/** What is sent of a draft, or of what was changed in it. */
export function bodyOf({
  external_id,
  email,
  birth,
  premises,
  ...rest
}: Partial<ClientDraft>): object {
  return {
    ...rest,
    ...orNull({ external_id, email, birth }),
    ...(premises === undefined ? {} : { premises: premises.map(({ id }) => id) }),
  };
}

/** Of those that were changed what was typed, null where a field was emptied. */
function orNull(fields: Record<string, string | undefined>): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value.trim() || null]],
    ),
  );
}

/** What can be told without the server. */
export function checkClient({ name, phone }: ClientDraft): Mistake[] {
  return [
    ["/name", name],
    ["/phone", phone],
  ]
    .filter(([, value]) => value?.trim() === "")
    .map(([pointer = ""]) => ({ pointer, code: "required", message: "" }));
}

/** Another one first: it is offered first where somebody has several. */
export function first(places: readonly Place[], id: string): Place[] {
  return places.toSorted((a, b) => Number(b.id === id) - Number(a.id === id));
}
