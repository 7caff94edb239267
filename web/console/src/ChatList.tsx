/** Which chats are there to work on, and how does an operator get at one? */

import type { Row, Tab } from "@chatserver/protocol";
import { IconClose, IconSearch, useClient, useSignal } from "@chatserver/ui";
import { ActionIcon, Loader, Tabs, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import {
  type KeyboardEvent,
  type Ref,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { Virtuoso, type VirtuosoHandle } from "react-virtuoso";
import { ChatRow, rowId } from "./ChatRow.tsx";
import css from "./console.module.css";

const TABS: readonly Tab[] = ["all", "new", "mine", "waiting"];

interface ChatListProps {
  open: string | null;
  choose(chat: string): void;
  ref: Ref<ListHandle>;
}

/** What the keys of the desk do to the list. */
export interface ListHandle {
  focus(): void;
  search(): void;
  tab(tab: Tab): void;
  /** Open the chat so many rows further down. */
  step(by: number): void;
}

export function ChatList({ open, choose, ref }: ChatListProps) {
  const { t } = useTranslation();
  const client = useClient();
  const { rows, counts, phase, cursor } = useSignal(client.inbox.state);
  const [tab, setTab] = useState<Tab>("all");
  const [words, setWords] = useState("");
  const [q] = useDebouncedValue(words.trim(), 250);
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const { active, setActive, keys, list } = useArrows(rows, open, choose);

  useImperativeHandle(ref, () => ({
    focus: () => box.current?.focus(),
    search: () => field.current?.focus(),
    tab: setTab,
    step: (by) => {
      const row = rows[rows.findIndex(({ id }) => id === open) + by];
      if (row !== undefined) {
        setActive(row.id);
        choose(row.id);
      }
    },
  }));
  useEffect(() => client.list(q === "" ? { tab } : { tab, q }), [client, tab, q]);

  return (
    <>
      <TextInput
        ref={field}
        className={css.search ?? ""}
        aria-label={t("list.search")}
        placeholder={t("list.search")}
        radius="xl"
        maxLength={100}
        leftSection={<IconSearch size={17} />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        rightSection={
          words === "" ? null : (
            <ActionIcon
              variant="subtle"
              color="gray"
              radius="xl"
              aria-label={t("list.search.clear")}
              onClick={() => setWords("")}
            >
              <IconClose size={15} />
            </ActionIcon>
          )
        }
      />
      <Tabs
        value={tab}
        onChange={(value) => setTab((value ?? "all") as Tab)}
        className={css.tabs ?? ""}
      >
        <Tabs.List grow aria-label={t("tab.label")}>
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name} data-testid={`tab-${name}`} px={6}>
              {t(`tab.${name}`)}
              {name === "all" || counts[name] === 0 ? null : (
                <>
                  {" "}
                  <span className={css.count} data-testid={`count-${name}`}>
                    {counts[name] >= 1000 ? "999+" : counts[name]}
                  </span>
                </>
              )}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <div
        ref={box}
        className={css.list}
        role="listbox"
        aria-label={t("list.label")}
        aria-activedescendant={active === null ? undefined : rowId(active)}
        aria-busy={phase === "loading"}
        tabIndex={0}
        onKeyDown={keys}
        data-testid="chat-list"
      >
        {rows.length === 0 ? (
          <Empty
            loading={phase !== "current"}
            text={t(q === "" ? `list.empty.${tab}` : "list.empty.search")}
          />
        ) : (
          <Virtuoso
            ref={list}
            tabIndex={-1}
            style={{ height: "100%" }}
            data={rows}
            computeItemKey={(_index, row) => row.id}
            endReached={() => {
              if (cursor !== null) {
                void client.moreRows();
              }
            }}
            skipAnimationFrameInResizeObserver
            increaseViewportBy={300}
            itemContent={(_index, row) => (
              <ChatRow
                row={row}
                open={row.id === open}
                active={row.id === active}
                choose={() => {
                  setActive(row.id);
                  choose(row.id);
                }}
              />
            )}
          />
        )}
      </div>
    </>
  );
}

function Empty({ loading, text }: { loading: boolean; text: string }) {
  const { t } = useTranslation();
  return (
    <div className={css.empty}>
      {loading ? <Loader type="dots" aria-label={t("list.loading")} /> : <span>{text}</span>}
    </div>
  );
}

/** Up and down move the mark, Home and End leap, Enter opens. */
function useArrows(rows: readonly Row[], open: string | null, choose: (chat: string) => void) {
  const [active, setActive] = useState<string | null>(open);
  const list = useRef<VirtuosoHandle>(null);
  const keys = (event: KeyboardEvent) => {
    const at = rows.findIndex((row) => row.id === active);
    const to: Record<string, number> = {
      ArrowDown: Math.min(at + 1, rows.length - 1),
      ArrowUp: Math.max(at - 1, 0),
      Home: 0,
      End: rows.length - 1,
    };
    const next = to[event.key];
    if (next !== undefined) {
      event.preventDefault();
      setActive(rows[next]?.id ?? null);
      list.current?.scrollIntoView({ index: next });
    } else if (event.key === "Enter" && active !== null) {
      event.preventDefault();
      choose(active);
    }
  };
  return { active, setActive, keys, list };
}
