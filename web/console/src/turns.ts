/** How does one tab at a time do something, also on a page without HTTPS, which has no locks? */

import { remember, remembered } from "@chatserver/ui";

/** Whoever was closed while it was their turn holds it up for so long. */
const LONGEST_MS = 10_000;
/** Of two tabs that take their turn at the same moment the later note stands by then. */
const LOOK_MS = 50;

interface Turn {
  who: string;
  until: number;
}

export async function inTurn<T>(name: string, act: () => Promise<T>): Promise<T> {
  return navigator.locks === undefined
    ? await byNote(name, act)
    : await navigator.locks.request(name, async () => await act());
}

/** A note in the storage that all tabs share says whose turn it is. */
async function byNote<T>(name: string, act: () => Promise<T>): Promise<T> {
  const who = String(Math.random());
  while (note(name)?.who !== who) {
    if (note(name) === null) {
      const mine: Turn = { who, until: Date.now() + LONGEST_MS };
      remember(name, JSON.stringify(mine));
      if (remembered(name) === null) {
        return await act(); // nothing is kept here, so no tab shares it
      }
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  try {
    return await act();
  } finally {
    if (note(name)?.who === who) {
      remember(name, null);
    }
  }
}

/** Whose turn it is, null when it is over; a clock that was set back does not prolong it. */
function note(name: string): Turn | null {
  const turn = JSON.parse(remembered(name) ?? "null") as Turn | null;
  const left = turn === null ? 0 : turn.until - Date.now();
  return left > 0 && left <= LONGEST_MS ? turn : null;
}
