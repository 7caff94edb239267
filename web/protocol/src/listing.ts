/** How does the operator's list stay the one that the person has asked for? */

import { type Asking, repeatable } from "./asking.ts";
import type { Filter } from "./frames.ts";
import type { Inbox } from "./inbox.ts";
import { Refusal } from "./refusal.ts";

const PAGE = 50;
/** The server gives no more at once. */
const MOST = 200;

/** Watches the inbox under the last filter, and again whenever the server's watch is gone. */
export class Listing {
  readonly #inbox: Inbox;
  readonly #asking: Asking;
  readonly #live: () => boolean;
  #filter: Filter | null = null;
  /** Answers of earlier rounds belong to filters that nobody wants any more. */
  #round = 0;

  constructor(inbox: Inbox, asking: Asking, live: () => boolean) {
    this.#inbox = inbox;
    this.#asking = asking;
    this.#live = live;
  }

  choose(filter: Filter): void {
    this.#filter = filter;
    this.watch();
  }

  watch(): void {
    const filter = this.#filter;
    if (filter === null || !this.#live()) {
      return;
    }
    this.#round += 1;
    const round = this.#round;
    // Who has read on is not thrown back to the first page because the line broke.
    const { filter: shown, rows } = this.#inbox.state.value;
    const limit = shown === filter ? Math.min(Math.max(rows.length, PAGE), MOST) : PAGE;
    this.#inbox.loading();
    this.#asking
      .once("inbox.watch", { filter, limit }, (answer) => {
        if (round === this.#round) {
          this.#inbox.watched(filter, answer);
        }
      })
      .catch((error: unknown) => this.#again(round, error));
  }

  async more(): Promise<void> {
    const { cursor, loadingMore, phase } = this.#inbox.state.value;
    if (cursor === null || loadingMore || phase !== "current") {
      return;
    }
    const round = this.#round;
    this.#inbox.loadingMore(true);
    try {
      await this.#asking.once("inbox.page", { cursor, limit: PAGE }, (answer) => {
        if (round === this.#round) {
          this.#inbox.page(answer);
        }
      });
    } catch {
      // The reader scrolls again, and so we ask again.
      this.#inbox.loadingMore(false);
    }
  }

  async #again(round: number, error: unknown): Promise<void> {
    await repeatable(error).catch(() => undefined);
    const final = error instanceof Refusal && error.retryMs === undefined;
    if (round !== this.#round) {
      return;
    }
    if (final) {
      this.#inbox.refused();
    } else {
      this.watch();
    }
  }
}
