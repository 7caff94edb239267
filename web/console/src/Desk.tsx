/** What lies on an operator's desk: the list, the conversation, the card. */

import { type Uploads, useClient, useLooking, useSignal } from "@chatserver/ui";
import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "./Card.tsx";
import css from "./console.module.css";
import { useHanding } from "./handing.ts";
import { type ListHandle, ListPane } from "./list/ListPane.tsx";
import { eyesOn } from "./news/herald.ts";
import { hold } from "./news/holding.ts";
import { dropToast } from "./news/toasts.tsx";
import type { Look } from "./preferences.ts";
import { useHere, useRoute } from "./route.ts";
import { useShortcuts } from "./shortcuts.ts";
import { Talk, type TalkHandle } from "./Talk.tsx";
import { useTools } from "./tools.tsx";

interface DeskProps {
  uploads: Uploads;
  administrator: boolean;
  help(): void;
}

export function Desk({ uploads, administrator, help }: DeskProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useOpenChat();
  const [found, setFound] = useState<{ chat: string; seq: number } | null>(null);
  const choose = (chat: string, seq?: number) => {
    setFound(seq === undefined ? null : { chat, seq });
    setOpen(chat);
  };
  const [card, setCard] = useState(() => window.innerWidth >= 1180);
  const { alone, table, covering, show } = useRoom(open, () => setOpen(null));
  const foldCard = () => {
    setCard(false);
    // The button that folded it is gone with it.
    talk.current?.write();
  };
  const { hand, asked } = useHanding(open, card, setCard);
  const list = useRef<ListHandle>(null);
  const talk = useRef<TalkHandle>(null);
  useFocusOn(open);
  useShortcuts({
    search: () => list.current?.search(),
    filters: () => list.current?.filters(),
    previous: () => list.current?.step(-1),
    next: () => list.current?.step(1),
    "tab.all": () => list.current?.tab("all"),
    "tab.new": () => list.current?.tab("new"),
    "tab.mine": () => list.current?.tab("mine"),
    "tab.waiting": () => list.current?.tab("waiting"),
    write: () => talk.current?.write(),
    note: () => talk.current?.note(),
    take: () => talk.current?.take(),
    hand,
    end: () => talk.current?.end(),
    canned: () => talk.current?.canned(),
    attach: () => talk.current?.attach(),
    card: () => setCard(!card),
    leave: () => setOpen(null),
    help,
  });

  return (
    <div className={css.columns} data-open={open !== null || undefined}>
      <section
        className={css.left}
        data-table={table || undefined}
        role={alone ? "main" : "region"}
        aria-label={t("section.chats")}
      >
        {open === null ? <h1 className="visually-hidden">{t("section.chats")}</h1> : null}
        <ListPane ref={list} open={open} choose={choose} table={table} show={show} />
      </section>
      {table ? null : (
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
              found={found?.chat === open ? found : null}
              uploads={uploads}
              administrator={administrator}
              card={card}
              toggleCard={() => setCard(!card)}
              covering={covering}
              leave={() => setOpen(null)}
              toList={() => list.current?.focus()}
            />
          )}
        </main>
      )}
      {open !== null && card ? (
        <Card key={open} chat={open} asked={asked} close={foldCard} />
      ) : null}
    </div>
  );
}

interface Room {
  table: boolean;
  /** The list has the desk to itself. */
  alone: boolean;
  /** The open chat stands where the list would be without it. */
  covering: boolean;
  show(look: Look): void;
}

/** What there is room for: a wide screen shows a table, and beside a conversation a narrow list. */
function useRoom(open: string | null, leave: () => void): Room {
  const { preferences } = useTools();
  const wide = useMediaQuery("(min-width: 1180px)", false, { getInitialValueInEffect: false });
  const narrow = useMediaQuery("(max-width: 759px)", false, { getInitialValueInEffect: false });
  const { look } = useSignal(preferences.liking);
  const tabular = wide === true && look !== "rows";
  const instead = tabular || narrow === true;
  return {
    table: tabular && open === null,
    alone: instead && open === null,
    covering: instead && open !== null,
    show: (next) => {
      preferences.like({ look: next });
      if (next === "table") {
        leave();
      }
    },
  };
}

/** The open chat stands in the address, so that a notice can lead to it. */
function useOpenChat(): [string | null, (chat: string | null) => void] {
  const route = useRoute();
  const open = useHere().query.get("chat");
  // From chat to chat is no step: back leads to the list.
  return [open, (chat) => route.set({ chat }, open === null ? "push" : "replace")];
}

function useFocusOn(chat: string | null): void {
  const client = useClient();
  const { me } = useTools();
  const looking = useLooking();
  useEffect(() => {
    client.focus(looking ? chat : null);
    return () => client.focus(null);
  }, [client, chat, looking]);
  useEffect(() => {
    if (chat === null || !looking) {
      return undefined;
    }
    dropToast(chat);
    return hold(eyesOn(me.id, chat));
  }, [me.id, chat, looking]);
}
