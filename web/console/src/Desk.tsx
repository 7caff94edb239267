/** What lies on an operator's desk: the list, the conversation, the card. */

import {
  LineBanner,
  type Uploads,
  useClient,
  useLooking,
  useSignal,
  useUploadGuard,
} from "@chatserver/ui";
import { Button } from "@mantine/core";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Api } from "./api.ts";
import { Card } from "./Card.tsx";
import { ChatList, type ListHandle } from "./ChatList.tsx";
import css from "./console.module.css";
import { HelpSheet } from "./HelpSheet.tsx";
import { Person } from "./Person.tsx";
import type { Me, Session } from "./session.ts";
import { useShortcuts } from "./shortcuts.ts";
import { Talk, type TalkHandle } from "./Talk.tsx";

interface DeskProps {
  api: Api;
  uploads: Uploads;
  session: Session;
  me: Me;
  administrator: boolean;
}

export function Desk({ api, uploads, session, me, administrator }: DeskProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useOpenChat();
  const [card, setCard] = useState(() => window.innerWidth >= 1180);
  const [help, setHelp] = useState(false);
  const list = useRef<ListHandle>(null);
  const talk = useRef<TalkHandle>(null);
  useTitle(t("console.title"));
  useFocusOn(open);
  useNews(api, session);
  useUploadGuard(uploads);
  useShortcuts({
    search: () => list.current?.search(),
    previous: () => list.current?.step(-1),
    next: () => list.current?.step(1),
    "tab.all": () => list.current?.tab("all"),
    "tab.new": () => list.current?.tab("new"),
    "tab.mine": () => list.current?.tab("mine"),
    "tab.waiting": () => list.current?.tab("waiting"),
    write: () => talk.current?.write(),
    canned: () => talk.current?.canned(),
    attach: () => talk.current?.attach(),
    card: () => setCard(!card),
    help: () => setHelp(true),
  });
  const line = useSignal(useClient().connection);
  if (line.status === "stopped" && line.why === "barred") {
    return <Barred leave={() => void session.signOut()} />;
  }

  return (
    <div className={css.desk} data-open={open !== null || undefined} data-card={card || undefined}>
      <HelpSheet opened={help} close={() => setHelp(false)} />
      <LineBanner signIn={() => void session.signOut()} />
      <div className={css.columns}>
        <section className={css.left}>
          <Person session={session} me={me} keys={() => setHelp(true)} />
          <ChatList ref={list} open={open} choose={setOpen} />
        </section>
        <main className={css.middle}>
          {open === null ? (
            <div className={css.nothing}>
              <b>{t("talk.none")}</b>
              <span>{t("talk.none.hint")}</span>
            </div>
          ) : (
            <Talk
              key={open}
              ref={talk}
              chat={open}
              uploads={uploads}
              administrator={administrator}
              card={card}
              toggleCard={() => setCard(!card)}
              leave={() => setOpen(null)}
              toList={() => list.current?.focus()}
            />
          )}
        </main>
        {open !== null && card ? (
          <Card key={open} chat={open} api={api} close={() => setCard(false)} />
        ) : null}
      </div>
    </div>
  );
}

/** Clients' words and phones do not stay on the screen of who may see them no more. */
function Barred({ leave }: { leave(): void }) {
  const { t } = useTranslation();
  return (
    <main className={css.login}>
      <p role="alert">{t("line.barred")}</p>
      <Button onClick={leave}>{t("person.logout")}</Button>
    </main>
  );
}

/** Rights and presence may have changed since the sign-in, on another device too. */
function useNews(api: Api, session: Session): void {
  useEffect(() => {
    api.me("en").then(
      (me) => session.learn(me),
      // What is known from the sign-in serves until the next visit.
      () => undefined,
    );
  }, [api, session]);
}

/** The open chat stands in the address, so that a notice can lead to it. */
function useOpenChat(): [string | null, (chat: string | null) => void] {
  const [open, setOpen] = useState(() => new URLSearchParams(window.location.search).get("chat"));
  const choose = useCallback((chat: string | null) => {
    const address = new URL(window.location.href);
    if (chat === null) {
      address.searchParams.delete("chat");
    } else {
      address.searchParams.set("chat", chat);
    }
    window.history.replaceState(null, "", address);
    setOpen(chat);
  }, []);
  return [open, choose];
}

/** How much is new can be read off the browser's tab. */
function useTitle(title: string): void {
  const { counts } = useSignal(useClient().inbox.state);
  useEffect(() => {
    document.title = counts.new > 0 ? `(${counts.new}) ${title}` : title;
  }, [counts.new, title]);
}

function useFocusOn(chat: string | null): void {
  const client = useClient();
  const looking = useLooking();
  useEffect(() => {
    client.focus(looking ? chat : null);
  }, [client, chat, looking]);
}
