/** How do the notes that we hold of a chat become all that there are? */

import type { Asking } from "./asking.ts";
import type { Note } from "./frames.ts";
import { Refusal, Unanswered } from "./refusal.ts";
import type { Thread } from "./thread.ts";

const PAGE = 50;

export interface Door {
  follows(chat: string): boolean;
  /** One of them came: it may be what we wrote. */
  seen(chat: string, note: Note): void;
}

/** Asks for what is missing, one question a chat at a time; only staff ever hear of notes. */
export class Noting {
  readonly #asking: Asking;
  readonly #door: Door;
  readonly #busy = new Set<string>();

  constructor(asking: Asking, door: Door) {
    this.#asking = asking;
    this.#door = door;
  }

  /** Something was heard, or older events were loaded: ask, if anything is missing by that. */
  settle(thread: Thread): void {
    const { id } = thread;
    const asked = thread.missingNotes();
    if (asked === null || this.#busy.has(id) || !this.#door.follows(id)) {
      return;
    }
    this.#busy.add(id);
    this.#asking
      .once("notes", { chat: id, limit: PAGE, ...asked }, (page) => {
        thread.notes(asked, page);
        for (const note of page.notes) {
          this.#door.seen(id, note);
        }
      })
      .then(
        () => this.#again(thread),
        (error: unknown) => {
          // Without a line the next watch asks; whoever may not read is told so by their watch.
          if (error instanceof Refusal && error.retryMs !== undefined) {
            setTimeout(() => this.#again(thread), error.retryMs);
          } else if (error instanceof Unanswered && error.message === "timeout") {
            this.#again(thread);
          } else {
            this.#busy.delete(id);
          }
        },
      );
  }

  #again(thread: Thread): void {
    this.#busy.delete(thread.id);
    this.settle(thread);
  }
}
