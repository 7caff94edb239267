/** What does a token say to whoever holds it? Its signature is checked where it is shown. */

import { isObject } from "./shapes.ts";

export interface Claims {
  issuer: string;
  app: string;
  orgKind: "management" | "developer";
  version: string;
  place: string | null;
  env: "live" | "test";
  scopes: readonly string[];
  expiresAt: Date;
}

/** null for what is no token of a mini-app. */
export function claimsOf(token: string): Claims | null {
  const part = token.split(".")[1];
  if (part === undefined) {
    return null;
  }
  try {
    const plain = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
    return read(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return null;
  }
}

function read(said: unknown): Claims | null {
  if (!isObject(said) || typeof said.iss !== "string" || typeof said.exp !== "number") {
    return null;
  }
  const audience = String(said.aud ?? "");
  return {
    issuer: said.iss,
    app: audience.startsWith("mini-app:") ? audience.slice("mini-app:".length) : audience,
    orgKind: said.org_kind === "developer" ? "developer" : "management",
    version: String(said.ver ?? ""),
    place: typeof said.place === "string" && said.place !== "" ? said.place : null,
    env: said.env === "test" ? "test" : "live",
    scopes: typeof said.scope === "string" ? said.scope.split(" ").filter(Boolean) : [],
    expiresAt: new Date(said.exp * 1000),
  };
}
