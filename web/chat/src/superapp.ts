/** What does the superapp's HTTP tell the client's screen? */

import type { Named } from "@chatserver/protocol";
import type { Session } from "./session.ts";

export interface Product {
  id: string;
  name: string;
  /** The chat that exists already. */
  chat?: unknown;
  unread?: number;
}

export interface Premises extends Named {
  address?: string;
}

async function get<T>(session: Session, path: string): Promise<T> {
  const request = async (token: string) =>
    fetch(`/superapp/v1/${path}`, { headers: { Authorization: `Bearer ${token}` } });
  let response = await request(await session.current());
  if (response.status === 401) {
    response = await request(await session.token(true));
  }
  if (!response.ok) {
    throw new Error(`${path}: ${response.status}`);
  }
  return (await response.json()) as T;
}

/** What the client can chat with; names are the public ones. */
export async function products(session: Session): Promise<Product[]> {
  const { items } = await get<{ items: Product[] }>(session, "products");
  return items;
}

/** The client's own premises. */
export async function premises(session: Session): Promise<Premises[]> {
  const me = await get<{ premises: Premises[] }>(session, "me");
  return me.premises;
}
