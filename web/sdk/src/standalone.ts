/** How does a page work that was opened with a token in its address, without a host? */

import type { Launch } from "./api.ts";
import { Bridge, type Serving } from "./bridge.ts";
import { type Claims, claimsOf } from "./claims.ts";
import { MiniAppError } from "./errors.ts";
import type { Profile } from "./methods.ts";
import { type Pipe, pipePair } from "./pipes.ts";
import { ask, told } from "./problems.ts";

/** Take the token out of the address, before anybody shares or keeps it. */
export function tokenInAddress(window: Pick<Window, "location" | "history">): string | null {
  const { hash, pathname, search } = window.location;
  const token = new URLSearchParams(hash.slice(1)).get("token");
  if (token !== null) {
    window.history.replaceState(window.history.state, "", pathname + search);
  }
  return token;
}

/** A host within the page that knows the token alone; null for what is no token. */
export function standalone(token: string, language: string): Pipe | null {
  const claims = claimsOf(token);
  if (claims === null) {
    return null;
  }
  const [page, host] = pipePair();
  new Bridge(host, serving(token, claims, language));
  return page;
}

function serving(token: string, claims: Claims, language: string): Serving {
  const dark = globalThis.matchMedia?.("(prefers-color-scheme: dark)").matches === true;
  return {
    connect: () => ({
      version: 1,
      launch: launchOf(claims, language),
      theme: { scheme: dark ? "dark" : "light" },
      supports: ["user.get", "auth.token", "ui.ready"],
    }),
    "user.get": async ({ fields }) => {
      try {
        const query = new URLSearchParams({ fields: fields.join(",") });
        const { id, denied, ...values } = await ask<Profile>(
          `${claims.issuer}/miniapp/v1/me?${query}`,
          token,
        );
        return { id, denied, ...values };
      } catch (error) {
        throw told(error);
      }
    },
    "auth.token": () => {
      if (claims.expiresAt.getTime() <= Date.now()) {
        throw new MiniAppError("sign_in_required", "the token in the address has run out");
      }
      return { value: token, expiresAt: claims.expiresAt.toISOString() };
    },
    "ui.ready": () => null,
  };
}

function launchOf(claims: Claims, language: string): Launch {
  return {
    appId: claims.app,
    version: claims.version,
    orgKind: claims.orgKind,
    placeId: claims.place,
    start: null,
    screen: null,
    anchor: null,
    params: null,
    locale: language,
    platform: "web",
    env: claims.env,
  };
}
