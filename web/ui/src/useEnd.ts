/** Who stays at the end of a conversation, whatever comes or takes room away? */

import { type RefObject, useEffect, useRef } from "react";
import type { VirtuosoHandle } from "react-virtuoso";
import type { Line } from "./lines.ts";

/** Whoever stands at the end stays there when the keyboard or a bar takes room away. */
export function useStaying(
  list: RefObject<VirtuosoHandle | null>,
  scroller: RefObject<HTMLElement | null>,
  atBottom: boolean,
) {
  const frame = useRef<HTMLDivElement>(null);
  const staying = useRef(atBottom);
  staying.current = atBottom;
  useEffect(() => {
    if (frame.current === null) {
      return undefined;
    }
    let height = frame.current.clientHeight;
    const observer = new ResizeObserver(([entry]) => {
      const next = entry?.contentRect.height ?? height;
      if (next < height && staying.current) {
        // The list itself would reckon with the height that it had.
        scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
      }
      height = next;
    });
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, [scroller]);
  // The last message grows when the server's own words of it come: a file shows its size, a picture
  // its place.
  const grown = () => {
    if (staying.current) {
      list.current?.scrollToIndex({ index: "LAST", align: "end" });
    }
  };
  return { frame, grown };
}

/** New lines are followed by whoever stands at the end, and always when they are one's own. */
export function useFollowOwn(lines: readonly Line[], list: RefObject<VirtuosoHandle | null>) {
  const own = lines.findLast((line) => "unsent" in line && line.unsent !== null)?.id;
  useEffect(() => {
    if (own !== undefined) {
      list.current?.scrollToIndex({ index: "LAST", align: "end" });
    }
  }, [own, list]);
  return (isAtBottom: boolean) => (isAtBottom ? ("auto" as const) : false);
}
