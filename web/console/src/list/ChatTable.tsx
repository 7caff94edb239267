/** How does the list look where there is room for columns? */

import type { Row } from "@chatserver/protocol";
import { useClient, useLanguage, useSignal, useToday } from "@chatserver/ui";
import type { CSSProperties, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Virtuoso } from "react-virtuoso";
import { rowId } from "../ChatRow.tsx";
import { Blank } from "./Blank.tsx";
import { cellOf, WIDTHS } from "./cells.tsx";
import { type Column, type ColumnChoice, shownOf } from "./columns.ts";
import css from "./list.module.css";
import type { ListProps } from "./Rows.tsx";
import { useStill } from "./still.ts";
import { useArrows } from "./useArrows.ts";

/** The columns by whose time the list can be ordered, the newest first. */
const SORTS: Partial<Record<Column, "updated" | "created">> = {
  updated: "updated",
  created: "created",
};

interface ChatTableProps extends ListProps {
  columns: readonly ColumnChoice[];
}

export function ChatTable({ box, choice, setChoice, open, columns, ...walk }: ChatTableProps) {
  const { t } = useTranslation();
  const client = useClient();
  const { rows, filter, phase, cursor } = useSignal(client.inbox.state);
  useToday();
  const { list, keys, named, begins } = useArrows(rows, walk);
  const scroller = useStill(rows, filter);
  const { active, pick } = walk;
  const shown = shownOf(columns);
  const tracks = {
    "--tracks": shown.map((id) => `minmax(${WIDTHS[id][0]}px, ${WIDTHS[id][1]}fr)`).join(" "),
    "--least": `${shown.reduce((sum, id) => sum + WIDTHS[id][0] + GAP_PX, 2 * GAP_PX)}px`,
  } as CSSProperties;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual list has no <table> to lie in
    <div
      ref={box}
      className={css.table}
      style={tracks}
      role="grid"
      aria-label={t("list.label")}
      aria-activedescendant={named === undefined ? undefined : rowId(named)}
      aria-busy={phase === "loading"}
      aria-colcount={shown.length}
      aria-rowcount={cursor === null ? rows.length + 1 : -1}
      tabIndex={0}
      data-landing={open === null || undefined}
      onKeyDown={keys}
      data-testid="chat-list"
    >
      <div className={css.tableInner}>
        {/* biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus */}
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div className={css.head} role="row" aria-rowindex={1}>
          {shown.map((id) => (
            <Head
              key={id}
              id={id}
              sort={choice.sort}
              choose={(sort) => setChoice({ ...choice, sort })}
            />
          ))}
        </div>
        <div className={css.body}>
          {rows.length === 0 ? (
            <WholeRow width={shown.length}>
              <Blank phase={phase} choice={choice} setChoice={setChoice} />
            </WholeRow>
          ) : (
            <Virtuoso
              ref={list}
              scrollerRef={scroller}
              initialTopMostItemIndex={begins}
              role="rowgroup"
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
              increaseViewportBy={400}
              itemContent={(index, row) => (
                <TableRow
                  row={row}
                  index={index + 2}
                  shown={shown}
                  open={row.id === open}
                  active={row.id === active}
                  choose={() => pick(row)}
                />
              )}
            />
          )}
        </div>
      </div>
    </div>
  );
}

const GAP_PX = 12;

/** What is no chat stands in a grid as a row all the same: nothing else may. */
function WholeRow({ width, children }: { width: number; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus
    // biome-ignore lint/a11y/useSemanticElements: a virtual list has no <table> to lie in
    <div role="row" aria-rowindex={2}>
      {/* biome-ignore lint/a11y/useFocusableInteractive: see above */}
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div role="gridcell" aria-colspan={width}>
        {children}
      </div>
    </div>
  );
}

interface HeadProps {
  id: Column;
  sort: "updated" | "created";
  choose(sort: "updated" | "created"): void;
}

function Head({ id, sort, choose }: HeadProps) {
  const { t } = useTranslation();
  const own = SORTS[id];
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: what can be pressed in it has the focus
    // biome-ignore lint/a11y/useSemanticElements: a virtual list has no <table> to lie in
    <span role="columnheader" aria-sort={own === sort ? "descending" : undefined}>
      {own === undefined ? (
        t(`column.${id}`)
      ) : (
        <button type="button" className={css.sort} onClick={() => choose(own)}>
          {t(`column.${id}`)}
          {own === sort ? <span aria-hidden="true"> ↓</span> : null}
        </button>
      )}
    </span>
  );
}

interface TableRowProps {
  row: Row;
  index: number;
  shown: readonly Column[];
  open: boolean;
  active: boolean;
  choose(): void;
}

function TableRow({ row, index, shown, open, active, choose }: TableRowProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const client = useClient();
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid listens for the keys
    // biome-ignore lint/a11y/useSemanticElements: a virtual list has no <table> to lie in
    <div
      id={rowId(row.id)}
      role="row"
      aria-rowindex={index}
      aria-selected={active}
      className={css.line}
      data-testid="chat-row"
      data-chat={row.id}
      data-unread={row.unread > 0 || undefined}
      data-open={open || undefined}
      data-active={active || undefined}
      onClick={choose}
    >
      {shown.map((id) => {
        const { text, view } = cellOf(id, row, t, language, client.now());
        return (
          // biome-ignore lint/a11y/useFocusableInteractive: as above
          // biome-ignore lint/a11y/useSemanticElements: as above
          <span key={id} role="gridcell" title={text} data-column={id}>
            {view ?? text}
          </span>
        );
      })}
    </div>
  );
}
