/** Does the list stand still under the eyes of whoever reads further down, whatever comes to its top? */

import type { Filter, Row } from "@chatserver/protocol";
import { useLayoutEffect, useRef } from "react";

/**
 * Scroll along with the rows when some come or go above those that are before the eyes. Who stands
 * at the top sees what is new there, and another filter begins at its top.
 *
 * What is returned is given the element that scrolls.
 */
export function useStill(rows: readonly Row[], filter: Filter | null) {
  const scroller = useRef<HTMLElement | null>(null);
  const before = useRef({ rows, filter });
  useLayoutEffect(() => {
    const was = before.current;
    before.current = { rows, filter };
    const box = scroller.current;
    const height = box?.querySelector("[data-chat]")?.getBoundingClientRect().height ?? 0;
    if (box === null || box.scrollTop === 0 || height === 0) {
      return;
    }
    if (was.filter !== filter) {
      box.scrollTop = 0;
    } else if (was.rows !== rows) {
      box.scrollTop += height * pushedBy(was.rows, rows, Math.floor(box.scrollTop / height));
    }
  }, [rows, filter]);
  return (element: HTMLElement | Window | null) => {
    scroller.current = element instanceof HTMLElement ? element : null;
  };
}

/** By how many rows has that which stood in this place been pushed down? Less than 0: up. */
export function pushedBy(was: readonly Row[], rows: readonly Row[], place: number): number {
  for (const [further, row] of was.slice(place).entries()) {
    // One that has changed goes to its own new place, and says nothing of the others.
    const now = rows.findIndex(
      ({ id, updated_at }) => id === row.id && updated_at === row.updated_at,
    );
    if (now !== -1) {
      return now - (place + further);
    }
  }
  return 0;
}
