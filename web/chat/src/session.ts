/** Who is the client, and where does the next token come from? */

import { SignedOut, type TokenProvider } from "@chatserver/protocol";
import { remember, remembered } from "@chatserver/ui";

const STORED = "chat/token";

export interface Session {
  token: TokenProvider;
  /** The token that was good last, for HTTP. */
  current(): Promise<string>;
  /** What the superapp proposes of this; once. */
  take(what: Proposed): string | null;
}

/** Words for the field of the chat, a topic to begin with, the place that it is about. */
const PROPOSED = ["draft", "tag", "place"] as const;
export type Proposed = (typeof PROPOSED)[number];

/** As long as a superapp may propose words. */
const MOST = 2000;

/**
 * Take the token from the address: `#token=…` from the superapp, `?demo=…` on the demo page; and
 * what the superapp proposes: `#draft=…`, `#tag=…`, `#place=…`.
 *
 * It leaves the address at once, so that it is neither shared nor kept in the history;
 * for a reload it lies in this tab alone.
 */
export function openSession(location: Location, history: History): Session | null {
  const said = new URLSearchParams(location.hash.slice(1));
  const fragment = said.get("token");
  const proposed = new Map(PROPOSED.map((what) => [what, said.get(what)]));
  const demo = new URLSearchParams(location.search).get("demo");
  if (fragment !== null) {
    remember(STORED, fragment, "session");
  }
  if (fragment !== null || [...proposed.values()].some((value) => value !== null)) {
    history.replaceState(null, "", location.pathname + location.search);
  }
  let held = demo === null ? (fragment ?? remembered(STORED, "session")) : null;
  if (held === null && demo === null) {
    return null;
  }
  const fresh = async (): Promise<string> => {
    if (demo === null) {
      remember(STORED, null, "session");
      throw new SignedOut("the token is over, and only the app can get another");
    }
    held = await demoToken(demo);
    return held;
  };
  const token: TokenProvider = async (wantFresh) => (wantFresh || held === null ? fresh() : held);
  const take = (what: Proposed) => {
    const taken = proposed.get(what) ?? null;
    proposed.delete(what);
    return taken === null ? null : taken.slice(0, MOST);
  };
  return { token, current: () => token(false), take };
}

/** What the superapp's back end does in real life. */
async function demoToken(client: string): Promise<string> {
  const response = await fetch("/demo/tokens", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ client }),
  });
  if (response.status === 404 || response.status === 422) {
    throw new SignedOut("no such demo client");
  }
  if (!response.ok) {
    throw new Error(`demo token: ${response.status}`);
  }
  const { token } = (await response.json()) as { token: string };
  return token;
}
