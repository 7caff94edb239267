/** Is anybody signed in, and so which screen stands: the sign-in or the desk? */

import { type ChatClient, type ClientOptions, MemoryShelf, onWake } from "@chatserver/protocol";
import { ClientProvider, Uploads, useSignal } from "@chatserver/ui";
import { useEffect, useMemo, useState } from "react";
import { Api } from "./api.ts";
import { Directory } from "./directory.ts";
import { Entrance, mailed } from "./entrance/Entrance.tsx";
import { Exports } from "./exports/exports.ts";
import { Http } from "./http.ts";
import { Views } from "./list/views.ts";
import { Chime } from "./news/chime.ts";
import { Notices } from "./notices/notices.ts";
import { Preferences } from "./preferences.ts";
import { ReplyBook } from "./replies/book.ts";
import { Route, RouteProvider } from "./route.ts";
import { Shell } from "./Shell.tsx";
import { sectionsOf } from "./sections.ts";
import type { Session } from "./session.ts";
import { ToolsProvider } from "./tools.tsx";

interface AppProps {
  session: Session;
  /** A client for whoever has signed in. */
  connect(more?: Partial<ClientOptions>): ChatClient;
}

export function App({ session, connect }: AppProps) {
  const me = useSignal(session.me);
  const [link, setLink] = useState(mailed);
  const who = me === null || me.enrols === true || link !== null ? null : me.id;
  const [client, setClient] = useState<ChatClient | null>(null);
  const route = useMemo(() => new Route(), []);
  useEffect(() => route.listen(), [route]);
  const tools = useMemo(() => {
    const http = new Http(session);
    return {
      session,
      http,
      api: new Api(http),
      directory: new Directory(http),
      preferences: new Preferences(who ?? "", http),
      views: new Views(http),
      notices: new Notices(http),
      book: new ReplyBook(http),
      exports: new Exports(who ?? "", http),
      chime: new Chime(who ?? ""),
      // What waits to be sent is the other line's.
      watch: () => connect({ shelf: new MemoryShelf() }),
    };
  }, [session, who, connect]);
  // What somebody has asked for leaves with them.
  useEffect(() => () => tools.exports.stop(), [tools]);
  const chats = me !== null && sectionsOf(me).includes("chats");
  useEffect(() => {
    if (who !== null) {
      // Without an answer this device's own copy serves.
      void tools.preferences.load().catch(() => undefined);
    }
  }, [who, tools]);
  useEffect(() => {
    if (who === null || !chats) {
      return undefined;
    }
    const made = connect();
    setClient(made);
    const sleep = onWake(() => made.wake());
    return () => {
      sleep();
      made.stop();
      setClient(null);
    };
  }, [who, chats, connect]);

  const uploads = useMemo(
    () =>
      client === null
        ? null
        : new Uploads(
            { endpoint: "/api/v1/files/uploads", token: (fresh) => session.token(fresh) },
            (message) => client.write({ type: "send", ...message }),
          ),
    [client, session],
  );

  if (me === null || who === null) {
    return <Entrance session={session} route={route} mailed={link} onDone={() => setLink(null)} />;
  }
  const administrator = me.administrator === true || me.role?.administrator === true;
  const shell = (
    <ToolsProvider value={{ ...tools, me }}>
      <RouteProvider value={route}>
        <Shell uploads={uploads} administrator={administrator} />
      </RouteProvider>
    </ToolsProvider>
  );
  if (client !== null) {
    return <ClientProvider client={client}>{shell}</ClientProvider>;
  }
  // Of the line of who has chats there is nothing to show before it has been made.
  return chats ? null : shell;
}

/** The demo page opens the desk of an employee without a password; failing that, the form stands. */
export async function enterDemo(session: Session, staff: string | null): Promise<void> {
  if (staff !== null) {
    await session.signInAsDemo(staff).catch(() => undefined);
  }
}
