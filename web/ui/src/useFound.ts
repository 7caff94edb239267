/** How does a conversation come to stand at a message that was looked for? */

import type { ThreadState } from "@chatserver/protocol";
import { useEffect, useRef, useState } from "react";
import { type Line, seqOf } from "./lines.ts";
import { useClient } from "./state.tsx";

/** Where a list begins that is drawn first: at what is looked for, or at the end. */
export function begins(lines: readonly Line[], found: { seq: number } | null) {
  const index = found === null ? -1 : lines.findIndex((line) => seqOf(line) === found.seq);
  return index < 0 ? Math.max(0, lines.length - 1) : ({ index, align: "center" } as const);
}

/** Events of a page on the way to a message that was looked for. */
const FAR = 200;
/** How long it stands out then. */
const SHOWN_MS = 3_000;

interface Sought {
  /** It is not on the screen yet. */
  seeking: boolean;
  /** The message that stands out. */
  shown: number | null;
  /** The list is drawn anew with each, so that it begins there whatever came before. */
  turn: number;
}

/**
 * Goes to a message that was looked for, back through the pages before it, and lets it stand out
 * for a moment.
 */
export function useFound(
  found: { seq: number } | null,
  state: ThreadState,
  lines: readonly Line[],
  leaveEnd: () => void,
): Sought {
  const client = useClient();
  const [done, setDone] = useState<{ seq: number } | null>(null);
  const [shown, setShown] = useState<{ seq: number } | null>(null);
  const [turn, setTurn] = useState(0);
  const drawn = useRef(false);
  const leave = useRef(leaveEnd);
  leave.current = leaveEnd;
  const there = found !== null && lines.some((line) => seqOf(line) === found.seq);
  const empty = lines.length === 0;
  const seeking = found !== null && found !== done;
  const { phase, loadingOlder } = state;
  const { more } = state.log;
  useEffect(() => {
    // A list that is drawn first begins there by itself.
    const begun = !drawn.current;
    drawn.current = !empty;
    if (!seeking || empty || phase !== "current") {
      return;
    }
    if (!there && more) {
      if (!loadingOlder) {
        void client.older(state.id, FAR);
      }
      return;
    }
    setDone(found);
    if (there) {
      setShown(found);
      if (!begun) {
        setTurn((last) => last + 1);
        leave.current();
      }
    }
  }, [client, found, seeking, empty, there, more, loadingOlder, phase, state.id]);
  useEffect(() => {
    if (shown === null) {
      return undefined;
    }
    const timer = setTimeout(() => setShown(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  return { seeking, shown: shown?.seq ?? null, turn };
}
