/** How long does a client wait before it knocks again, and when does it not? */

import type { RetryPolicy } from "./frames.ts";

export type Verdict = "again" | "new-token" | "barred" | "replaced";

/** Until the first welcome has told the server's own figures. */
export const DEFAULT_RETRY: RetryPolicy = { base_s: 1, cap_s: 30, spread_s: 5 };

const VERDICTS: Readonly<Record<number, Verdict>> = {
  4401: "new-token",
  4403: "barred",
  4410: "replaced",
};

/** After these the whole crowd comes back at once, so it is spread first. */
const CROWD = new Set([1006, 1012]);

/** What a close code tells the client to do. */
export function verdict(code: number): Verdict {
  return VERDICTS[code] ?? "again";
}

export interface Fall {
  code: number;
  /** How many attempts have failed since the last good connection. */
  attempt: number;
  /** Whether this connection had been welcomed: only such ones come back as a crowd. */
  wasLive: boolean;
  /** What `bye` asked for. */
  afterMs: number;
}

/** The pause in milliseconds before the next attempt (docs/protocol.md, "How to stay in step"). */
export function pauseBefore(fall: Fall, retry: RetryPolicy, random: () => number): number {
  const ceiling = Math.min(retry.cap_s, retry.base_s * 2 ** fall.attempt);
  const spread = fall.wasLive && CROWD.has(fall.code) ? random() * retry.spread_s : 0;
  return fall.afterMs + Math.round((spread + random() * ceiling) * 1000);
}
