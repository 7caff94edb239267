/** Which chats are there to work on, and how does an operator get at one? */

import type { Row, Tab } from "@chatserver/protocol";
import { useClient, useSignal } from "@chatserver/ui";
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import type { Look } from "../preferences.ts";
import { useTools } from "../tools.tsx";
import { useAround } from "./around.ts";
import { ChatTable } from "./ChatTable.tsx";
import { Chips } from "./Chips.tsx";
import { columnsFrom } from "./columns.ts";
import { FilterDrawer } from "./FilterDrawer.tsx";
import { filterOf } from "./filter.ts";
import css from "./list.module.css";
import { MessageHits } from "./MessageHits.tsx";
import { Rows } from "./Rows.tsx";
import { TabStrip } from "./TabStrip.tsx";
import { Toolbar } from "./Toolbar.tsx";
import { useChoice } from "./useChoice.ts";
import { WaitingNotice } from "./WaitingNotice.tsx";

interface ListPaneProps {
  open: string | null;
  /** Open a chat, at one of its messages where it was found by that. */
  choose(chat: string, seq?: number): void;
  /** A table with columns, where there is room for one. */
  table: boolean;
  show(look: Look): void;
  ref: Ref<ListHandle>;
}

/** What the keys of the desk do to the list. */
export interface ListHandle {
  focus(): void;
  search(): void;
  filters(): void;
  tab(tab: Tab): void;
  /** Open the chat above or below the open one. */
  step(by: -1 | 1): void;
}

export function ListPane({ open, choose, table, show, ref }: ListPaneProps) {
  const client = useClient();
  const { preferences } = useTools();
  const { columns: kept } = useSignal(preferences.liking);
  const columns = columnsFrom(kept);
  const [choice, setChoice] = useChoice();
  const [drawer, setDrawer] = useState(false);
  const [active, setActive] = useState<string | null>(open);
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const around = useAround(open);
  const pick = (row: Row) => {
    setActive(row.id);
    choose(row.id);
  };

  useImperativeHandle(ref, () => ({
    focus: () => box.current?.focus(),
    search: () => field.current?.focus(),
    filters: () => setDrawer(true),
    tab: (tab) => setChoice({ ...choice, tab }),
    step: (by) => {
      const row = around(by);
      if (row !== undefined) {
        pick(row);
      }
    },
  }));
  useEffect(() => client.list(filterOf(choice)), [client, choice]);

  const shared = { box, choice, setChoice, open, active, setActive, pick };
  return (
    <div className={css.pane} data-table={table || undefined}>
      <div className={css.top}>
        <Toolbar
          field={field}
          table={table}
          columns={columns}
          choice={choice}
          setChoice={setChoice}
          filters={() => setDrawer(true)}
          show={show}
        />
        <TabStrip tab={choice.tab} choose={(tab) => setChoice({ ...choice, tab })} />
      </div>
      <WaitingNotice choice={choice} setChoice={setChoice} />
      <Chips choice={choice} setChoice={setChoice} />
      {table ? <ChatTable {...shared} columns={columns} /> : <Rows {...shared} />}
      <MessageHits choice={choice} open={open} choose={choose} />
      <FilterDrawer
        opened={drawer}
        close={() => setDrawer(false)}
        choice={choice}
        setChoice={setChoice}
      />
    </div>
  );
}
