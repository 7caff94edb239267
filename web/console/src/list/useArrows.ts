/** How is a list walked without a mouse? Up and down move the mark, Home and End leap, Enter opens. */

import type { Row } from "@chatserver/protocol";
import { type KeyboardEvent, useEffect, useRef } from "react";
import type { VirtuosoHandle } from "react-virtuoso";

export interface Walk {
  /** The chat under the mark. */
  active: string | null;
  setActive(chat: string): void;
  pick(row: Row): void;
}

export function useArrows(rows: readonly Row[], { active, setActive, pick }: Walk) {
  const list = useRef<VirtuosoHandle>(null);
  const current = useRef(rows);
  current.current = rows;
  // The mark is seen wherever it goes, and is not chased when its chat moves.
  useEffect(() => {
    const index = current.current.findIndex((row) => row.id === active);
    if (index !== -1) {
      list.current?.scrollIntoView({ index });
    }
  }, [active]);
  const keys = (event: KeyboardEvent) => {
    const at = rows.findIndex((row) => row.id === active);
    const to: Record<string, number> = {
      ArrowDown: Math.min(at + 1, rows.length - 1),
      ArrowUp: Math.max(at - 1, 0),
      PageDown: Math.min(at + PAGE, rows.length - 1),
      PageUp: Math.max(at - PAGE, 0),
      Home: 0,
      End: rows.length - 1,
    };
    const next = rows[to[event.key] ?? -1];
    if (event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    if (next !== undefined) {
      event.preventDefault();
      setActive(next.id);
    } else if (event.key === "Enter" && rows[at] !== undefined) {
      event.preventDefault();
      pick(rows[at]);
    }
  };
  // Where a list that comes in the place of another one begins: not at its top, but at the mark.
  const marked = rows.findIndex((row) => row.id === active);
  // A chat of an address, or one that a filter leaves out, has no row to be named.
  const named = marked === -1 ? undefined : (active ?? undefined);
  return {
    list,
    keys,
    named,
    begins: marked > 0 ? { index: marked, align: "center" as const } : 0,
  };
}

const PAGE = 10;
