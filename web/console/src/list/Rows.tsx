/** How does the list look where there is little room? */

import { useClient, useSignal, useToday } from "@chatserver/ui";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { Virtuoso } from "react-virtuoso";
import { ChatRow, rowId } from "../ChatRow.tsx";
import { Blank } from "./Blank.tsx";
import type { Choice } from "./filter.ts";
import css from "./list.module.css";
import { useStill } from "./still.ts";
import { useArrows, type Walk } from "./useArrows.ts";

export interface ListProps extends Walk {
  box: RefObject<HTMLDivElement | null>;
  choice: Choice;
  setChoice(choice: Choice): void;
  open: string | null;
}

export function Rows({ box, choice, setChoice, open, ...walk }: ListProps) {
  const { t } = useTranslation();
  const client = useClient();
  const { rows, filter, phase, cursor } = useSignal(client.inbox.state);
  useToday();
  const { list, keys, named, begins } = useArrows(rows, walk);
  const scroller = useStill(rows, filter);
  const { active, pick } = walk;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: whichever role it has, it takes the keys
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles have a name
    <div
      ref={box}
      className={css.list}
      // A list without a chat has no option to choose.
      role={rows.length === 0 ? "group" : "listbox"}
      aria-label={t("list.label")}
      aria-activedescendant={named === undefined ? undefined : rowId(named)}
      aria-busy={phase === "loading"}
      tabIndex={0}
      data-landing={open === null || undefined}
      onKeyDown={keys}
      data-testid="chat-list"
    >
      {rows.length === 0 ? (
        <Blank phase={phase} choice={choice} setChoice={setChoice} />
      ) : (
        <Virtuoso
          ref={list}
          scrollerRef={scroller}
          initialTopMostItemIndex={begins}
          role="group"
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
              choose={() => pick(row)}
            />
          )}
        />
      )}
    </div>
  );
}
