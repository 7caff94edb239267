/** Which chats does an operator's list hold, in which order, after each push? */

import type { Counts, Filter, InboxChange, Row } from "./frames.ts";
import { Signal } from "./signal.ts";

export interface InboxState {
  /** The filter that the rows belong to; null until the first answer. */
  readonly filter: Filter | null;
  readonly rows: readonly Row[];
  readonly counts: Counts;
  readonly cursor: string | null;
  readonly phase: "empty" | "loading" | "current" | "behind" | "refused";
  readonly loadingMore: boolean;
}

const NONE: Counts = { new: 0, mine: 0, waiting: 0 };

/** The list as the server would answer it now; rows are whole, the newest wins. */
export class Inbox {
  readonly state = new Signal<InboxState>({
    filter: null,
    rows: [],
    counts: NONE,
    cursor: null,
    phase: "empty",
    loadingMore: false,
  });
  /** Chats that left while a page was on its way: the page may still hold them. */
  readonly #left = new Set<string>();

  watched(filter: Filter, answer: { rows: Row[]; cursor?: string; counts: Counts }): void {
    this.#left.clear();
    this.state.set({
      filter,
      rows: answer.rows,
      counts: answer.counts,
      cursor: answer.cursor ?? null,
      phase: "current",
      loadingMore: false,
    });
  }

  changed(changes: readonly InboxChange[]): void {
    const { filter, cursor } = this.state.value;
    const order = ordering(filter);
    let rows = [...this.state.value.rows];
    for (const change of changes) {
      const known = rows.some((row) => row.id === change.chat);
      rows = rows.filter((row) => row.id !== change.chat);
      if (change.op === "remove" || change.row === undefined) {
        this.#left.add(change.chat);
      } else {
        this.#left.delete(change.chat);
        const end = rows.at(-1);
        // Beyond the loaded part it would stand at a place that later pages fill.
        const beyond = cursor !== null && !known && end !== undefined && order(change.row, end) > 0;
        if (!beyond) {
          rows.push(change.row);
        }
      }
    }
    this.#change({ rows: rows.sort(order) });
  }

  page(answer: { rows: Row[]; cursor?: string }): void {
    const { rows, filter } = this.state.value;
    const known = new Set(rows.map((row) => row.id));
    // A row that is here already was kept current by pushes and may be newer than the page.
    const fresh = answer.rows.filter((row) => !known.has(row.id) && !this.#left.has(row.id));
    this.#left.clear();
    this.#change({
      rows: [...rows, ...fresh].sort(ordering(filter)),
      cursor: answer.cursor ?? null,
      loadingMore: false,
    });
  }

  counts(counts: Counts): void {
    const { mine, waiting } = counts;
    this.#change({ counts: { new: counts.new, mine, waiting } });
  }

  loadingMore(on: boolean): void {
    if (on) {
      this.#left.clear();
    }
    this.#change({ loadingMore: on });
  }

  loading(): void {
    this.#change({ phase: "loading", loadingMore: false });
  }

  /** The server will not answer this filter, however often it is asked. */
  refused(): void {
    this.#change({ rows: [], cursor: null, phase: "refused", loadingMore: false });
  }

  behind(): void {
    if (this.state.value.phase !== "empty") {
      this.#change({ phase: "behind", loadingMore: false });
    }
  }

  #change(patch: Partial<InboxState>): void {
    this.state.set({ ...this.state.value, ...patch });
  }
}

/** Newest first by the chosen time, then by id so that equal times keep their places. */
function ordering(filter: Filter | null): (a: Row, b: Row) => number {
  const time = filter?.sort === "created" ? "created_at" : "updated_at";
  return (a, b) => {
    if (a[time] !== b[time]) {
      return a[time] > b[time] ? -1 : 1;
    }
    return a.id > b.id ? -1 : 1;
  };
}
