/** What stands before the desk: the sign-in, a new password, or a second factor? */

import { useState } from "react";
import { Login } from "../Login.tsx";
import type { Route } from "../route.ts";
import type { Session } from "../session.ts";
import type { LinkKind } from "./accounts.ts";
import { Enrol } from "./Enrol.tsx";
import { Forgotten } from "./Forgotten.tsx";
import { SetPassword } from "./SetPassword.tsx";

/** What a mailed link leads to, and the secret behind its `#`, which no server is sent. */
export interface Mailed {
  kind: LinkKind;
  token: string;
}

/** Read a mailed link, once: its secret does not stay in the address. */
export function mailed(browser: Window = window): Mailed | null {
  const kind = /^\/console\/(invite|reset)\/?$/.exec(browser.location.pathname)?.[1];
  const token = browser.location.hash.slice(1);
  if (kind === undefined) {
    return null;
  }
  browser.history.replaceState(null, "", `/console/${browser.location.search}`);
  return { kind: kind as LinkKind, token };
}

interface EntranceProps {
  session: Session;
  route: Route;
  mailed: Mailed | null;
  /** The mailed link is done with. */
  onDone(): void;
}

export function Entrance({ session, route, mailed: link, onDone }: EntranceProps) {
  const [forgotten, setForgotten] = useState<string | null>(
    link !== null && link.token === "" ? "" : null,
  );
  const home = () => {
    onDone();
    setForgotten(null);
    route.go([]);
  };
  if (link !== null && link.token !== "") {
    const enter = async (email: string, password: string) => {
      home();
      await session.signOut();
      // Where a code is needed as well, the sign-in asks for it.
      await session.signIn(email, password).catch(() => undefined);
    };
    return <SetPassword {...link} onSet={enter} onBack={home} />;
  }
  if (session.me.value?.enrols === true) {
    return <Enrol session={session} />;
  }
  if (forgotten !== null) {
    return <Forgotten email={forgotten} onBack={home} />;
  }
  return <Login session={session} onForgotten={setForgotten} />;
}
