/** Who is the client, and where does the next token come from? */

import { SignedOut, type TokenProvider } from "@chatserver/protocol";
import { remember, remembered } from "@chatserver/ui";

const STORED = "chat/token";

export interface Session {
  token: TokenProvider;
  /** The token that was good last, for HTTP. */
  current(): Promise<string>;
  /** What the superapp would have in the field of the chat; once. */
  takeDraft(): string | null;
}

/** As long as a superapp may propose one. */
const MOST_DRAFT = 2000;

/**
 * Take the token from the address: `#token=…` from the superapp, `?demo=…` on the demo page; and
 * the draft of a message, `#draft=…`.
 *
 * It leaves the address at once, so that it is neither shared nor kept in the history;
 * for a reload it lies in this tab alone.
 */
export function openSession(location: Location, history: History): Session | null {
  const said = new URLSearchParams(location.hash.slice(1));
  const fragment = said.get("token");
  let draft = said.get("draft");
  const demo = new URLSearchParams(location.search).get("demo");
  if (fragment !== null) {
    remember(STORED, fragment, "session");
  }
  if (fragment !== null || draft !== null) {
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
  const takeDraft = () => {
    const taken = draft;
    draft = null;
    return taken === null ? null : taken.slice(0, MOST_DRAFT);
  };
  return { token, current: () => token(false), takeDraft };
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
