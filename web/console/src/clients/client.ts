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
  premises: Place[];
  /** The phone is taken from whoever has it. */
  take_phone: boolean;
}

export const NEWCOMER: ClientDraft = {
  name: "",
  phone: "",
  external_id: "",
  tester: false,
  premises: [],
  take_phone: false,
};

export const NAME_MAX = 200;
export const PHONE_MAX = 40;
export const EXTERNAL_MAX = 100;

export function draftOf(client: Client): ClientDraft {
  const { name, phone, external_id, tester, premises } = client;
  return { name, phone, external_id: external_id ?? "", tester, premises, take_phone: false };
}

/** What is sent of a draft, or of what was changed in it. */
export function bodyOf({ external_id, premises, ...rest }: Partial<ClientDraft>): object {
  return {
    ...rest,
    ...(external_id === undefined ? {} : { external_id: external_id.trim() || null }),
    ...(premises === undefined ? {} : { premises: premises.map(({ id }) => id) }),
  };
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
