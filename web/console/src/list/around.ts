/** Which chat is the next one, while answers and new messages move the chats about? */

import type { Filter, Row } from "@chatserver/protocol";
import { useClient } from "@chatserver/ui";
import { useEffect, useRef } from "react";

/** In which order the chats stood, when this one was opened under this filter. */
interface Stood {
  open: string | null;
  filter: Filter | null;
  ids: readonly string[];
}

/**
 * The chat before (-1) or after (1) the open one, as the list stood when that was opened: whoever
 * answers one chat after the other comes past each of them, though each goes to the top by it.
 */
export function useAround(open: string | null): (by: -1 | 1) => Row | undefined {
  const { inbox } = useClient();
  const stood = useRef<Stood>({ open: null, filter: null, ids: [] });
  useEffect(() => {
    const look = () => {
      const { filter, rows } = inbox.state.value;
      // Another filter is another list.
      if (filter !== stood.current.filter || open !== stood.current.open) {
        stood.current = { open, filter, ids: rows.map(({ id }) => id) };
      }
    };
    look();
    return inbox.state.subscribe(look);
  }, [inbox, open]);
  return (by) => around(stood.current.ids, inbox.state.value.rows, open, by);
}

export function around(
  stood: readonly string[],
  rows: readonly Row[],
  open: string | null,
  by: -1 | 1,
): Row | undefined {
  const at = open === null ? -1 : stood.indexOf(open);
  if (at === -1) {
    return by === 1 ? rows[0] : undefined;
  }
  const here = new Map(rows.map((row) => [row.id, row]));
  const onwards = by === 1 ? stood.slice(at + 1) : stood.slice(0, at).reverse();
  const next = onwards.find((id) => here.has(id));
  if (next !== undefined) {
    return here.get(next);
  }
  // Past its end stands what was loaded since, and before its beginning what is new.
  const known = new Set(stood);
  return by === 1
    ? rows[rows.findLastIndex(({ id }) => known.has(id)) + 1]
    : rows
        .slice(
          0,
          rows.findIndex(({ id }) => known.has(id) && id !== open),
        )
        .findLast(({ id }) => !known.has(id));
}
