/** What does a page hear when it connects? */

import type { Launch, PushParams, Theme } from "../api.ts";
import { claimsOf } from "../claims.ts";
import { ABILITIES, isParams, type Welcome } from "../methods.ts";
import type { LaunchSession } from "./session.ts";

export function welcome(
  app: string,
  session: LaunchSession,
  locale: string,
  theme: Theme,
  pays: boolean,
): Welcome {
  return {
    version: 1,
    launch: launchOf(app, session, locale),
    theme,
    supports: ABILITIES.filter((name) => pays || name !== "payments.pay"),
  };
}

function launchOf(app: string, { launched, wish }: LaunchSession, locale: string): Launch {
  const claims = claimsOf(launched.token);
  return {
    appId: app,
    version: launched.version,
    orgKind: claims?.orgKind ?? "management",
    placeId: claims?.place ?? null,
    start: wish.start ?? null,
    screen: wish.screen ?? null,
    anchor: wish.anchor ?? null,
    params: wish.from === "push" ? paramsOf(wish.params) : null,
    locale,
    platform: "web",
    env: claims?.env ?? "live",
  };
}

/** What came along with a push; nothing is taken of what has another form. */
export function paramsOf(written: string | undefined): PushParams {
  try {
    const read: unknown = JSON.parse(written ?? "{}");
    return isParams(read) ? read : {};
  } catch {
    return {};
  }
}
