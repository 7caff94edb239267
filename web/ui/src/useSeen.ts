/** What has a person had before their eyes? */

import type { ThreadState } from "@chatserver/protocol";
import { useCallback, useEffect, useRef } from "react";
import { type Line, seqOf } from "./lines.ts";
import { useClient, useLooking } from "./state.tsx";

/** Tells the server what has been before the person's eyes, and nothing else. */
export function useSeen(
  state: ThreadState,
  lines: readonly Line[],
  atBottom: boolean,
  passing: boolean,
): (end: number) => void {
  const client = useClient();
  const looking = useLooking();
  const end = useRef(0);
  const tell = useCallback(() => {
    const seen = atBottom ? state.log.last : newestUpTo(lines, end.current);
    // On the way to another message nothing is read.
    if (!passing && looking && state.phase === "current" && seen > 0) {
      client.read(state.id, seen);
    }
  }, [client, looking, passing, atBottom, lines, state.id, state.phase, state.log.last]);
  useEffect(tell, [tell]);
  return (index) => {
    end.current = index;
    tell();
  };
}

function newestUpTo(lines: readonly Line[], end: number): number {
  for (let i = Math.min(end, lines.length - 1); i >= 0; i -= 1) {
    const seq = seqOf(lines[i]);
    if (seq > 0) {
      return seq;
    }
  }
  return 0;
}
