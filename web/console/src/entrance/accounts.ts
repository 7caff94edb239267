/** How is a password asked for or set by who is not signed in? */

import i18next from "i18next";
import { Problem } from "../http.ts";

export type LinkKind = "invite" | "reset";

/** Whom a mailed link is for. */
export interface Invited {
  email: string;
  name: string;
  org: { id: string; name: string } | null;
}

export async function forgotten(email: string): Promise<void> {
  await ask("auth/reset", { email });
}

export async function invited(kind: LinkKind, token: string): Promise<Invited> {
  return (await (await ask(path(kind, token))).json()) as Invited;
}

export async function setPassword(kind: LinkKind, token: string, password: string): Promise<void> {
  await ask(path(kind, token), { password });
}

function path(kind: LinkKind, token: string): string {
  return `auth/${kind === "invite" ? "invites" : "reset"}/${encodeURIComponent(token)}`;
}

async function ask(where: string, body?: object): Promise<Response> {
  const response = await fetch(`/api/v1/${where}`, {
    headers: { "Content-Type": "application/json", "Accept-Language": i18next.language },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Problem(response.status, problem as Record<string, unknown>);
  }
  return response;
}
