/** What does the superapp's HTTP tell the client's screen? */

import type { LinkView, Named } from "@chatserver/protocol";
import type { Session } from "./session.ts";

declare global {
  interface Window {
    ReactNativeWebView?: { postMessage(text: string): void };
  }
}

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

/** Where a link leads now. */
export interface Opened {
  to: string;
  target: string | null;
  title: string;
}

/**
 * Ask where a transition leads now, and have the superapp that shows this page go there.
 *
 * False: it is not there for this client any more.
 */
export async function openLink(session: Session, link: LinkView): Promise<boolean> {
  const ask = async (token: string) =>
    fetch(`/superapp/v1/links/${link.target ?? link.to}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
  let response = await ask(await session.current());
  if (response.status === 401) {
    response = await ask(await session.token(true));
  }
  if (response.status === 404 || response.status === 409) {
    return false;
  }
  if (!response.ok) {
    throw new Error(`links: ${response.status}`);
  }
  const { to, target, title } = (await response.json()) as Opened;
  goTo({ to, target, title });
  return true;
}

function goTo(opened: Opened): void {
  tellSuperapp({ type: "chat.link", ...opened });
}

/**
 * A native shell has its own way; a page that frames this one gets a message.
 *
 * False: there is neither.
 */
export function tellSuperapp(message: { type: string }): boolean {
  const shell = window.ReactNativeWebView;
  shell?.postMessage(JSON.stringify(message));
  const framed = window.parent !== window;
  if (framed) {
    // It names a screen of theirs, and only superapps may frame us.
    window.parent.postMessage(message, "*");
  }
  return framed || shell !== undefined;
}

async function ask<T>(session: Session, path: string, method = "GET", body?: unknown): Promise<T> {
  const request = async (token: string) =>
    fetch(`/superapp/v1/${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  let response = await request(await session.current());
  if (response.status === 401) {
    response = await request(await session.token(true));
  }
  if (!response.ok) {
    throw new Error(`${path}: ${response.status}`);
  }
  return (response.status === 204 ? null : await response.json()) as T;
}

/** The key with which a browser subscribes; null while the server reaches no browsers. */
export async function devices(session: Session): Promise<{ web_push_key: string | null }> {
  return await ask(session, "devices");
}

/** Let this device ring, and return its id. */
export async function addDevice(session: Session, device: unknown): Promise<string> {
  const { id } = await ask<{ id: string }>(session, "devices", "POST", device);
  return id;
}

export async function removeDevice(session: Session, id: string): Promise<void> {
  await ask(session, `devices/${id}`, "DELETE");
}

/** What the client can chat with; names are the public ones. */
export async function products(session: Session): Promise<Product[]> {
  const { items } = await ask<{ items: Product[] }>(session, "products");
  return items;
}

/** The client's own premises. */
export async function premises(session: Session): Promise<Premises[]> {
  const me = await ask<{ premises: Premises[] }>(session, "me");
  return me.premises;
}
