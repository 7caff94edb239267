/** Which writes has the server not confirmed yet, and which of them goes next? */

import { v7 as newKey } from "uuid";
import type { Write, Written } from "./frames.ts";
import { Refusal, Unanswered } from "./refusal.ts";
import type { Shelf } from "./shelf.ts";

export interface Unsent {
  readonly key: string;
  readonly write: Write;
  readonly madeAt: number;
  /** `sent`: confirmed, its event is still on the way. `refused`: the person decides. */
  readonly status: "queued" | "sent" | "refused";
  readonly code?: string;
  readonly seq?: number;
  readonly at?: string;
}

/** What a person said in words of their own, and has on the screen as said. */
const KEPT: ReadonlySet<Write["type"]> = new Set(["send", "note", "dialog.rate"] as const);

type Post = (frame: Write & { key: string }) => Promise<Written>;

interface Waiting {
  resolve(written: Written): void;
  reject(error: Error): void;
}

/**
 * Keeps every write until it is settled; per chat in order, one in flight.
 *
 * The key is stored before the frame is sent, so that a write whose answer was
 * lost is repeated as the same write, over whatever connection, even after a reload.
 */
export class Outbox {
  readonly #shelf: Shelf;
  readonly #post: Post;
  readonly #changed: (chat: string) => void;
  #owner: string | null = null;
  #open = false;
  #queues = new Map<string, Unsent[]>();
  #flying = new Map<string, string>();
  #waiting = new Map<string, Waiting>();
  #pauses = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(shelf: Shelf, post: Post, changed: (chat: string) => void) {
    this.#shelf = shelf;
    this.#post = post;
    this.#changed = changed;
  }

  of(chat: string): readonly Unsent[] {
    return this.#queues.get(chat) ?? [];
  }

  /** Put a write in line; the promise tells how the server settled it. */
  add(write: Write): { key: string; settled: Promise<Written> } {
    const entry: Unsent = { key: newKey(), write, madeAt: Date.now(), status: "queued" };
    const settled = new Promise<Written>((resolve, reject) => {
      this.#waiting.set(entry.key, { resolve, reject });
    });
    // Who looks at the bubble need not look at the promise.
    settled.catch(() => undefined);
    this.#store(entry);
    this.#set(write.chat, [...this.of(write.chat), entry]);
    this.#pump(write.chat);
    return { key: entry.key, settled };
  }

  /** Try a refused one again: refusals are not remembered, so its key is still good. */
  retry(chat: string, key: string): void {
    const refused = this.of(chat).find((entry) => entry.key === key);
    if (refused?.status === "refused") {
      const again: Unsent = {
        // After `key_conflict` only a new key can go through.
        key: refused.code === "key_conflict" ? newKey() : key,
        write: refused.write,
        madeAt: refused.madeAt,
        status: "queued",
      };
      this.#forget(key);
      this.#store(again);
      this.#set(chat, [...this.of(chat).filter((entry) => entry.key !== key), again]);
      this.#pump(chat);
    }
  }

  discard(chat: string, key: string): void {
    if (this.#flying.get(chat) !== key) {
      this.#remove(chat, key);
    }
  }

  /** A connection is up and it is `owner`'s: take what was left lying, and go on. */
  resume(owner: string): void {
    this.#open = true;
    if (this.#owner !== owner) {
      this.#owner = owner;
      this.#load();
    }
    for (const chat of this.#queues.keys()) {
      this.#pump(chat);
    }
  }

  /** The connection is gone: whatever was in flight is unknown and will be repeated. */
  pause(): void {
    this.#open = false;
    this.#flying.clear();
    for (const timer of this.#pauses.values()) {
      clearTimeout(timer);
    }
    this.#pauses.clear();
  }

  /** An event with one of our keys was seen: settled, even before its `ok`. */
  seen(chat: string, key: string, seq: number): void {
    if (this.of(chat).some((entry) => entry.key === key)) {
      this.#settle(key, { seq });
      this.#remove(chat, key);
      this.#land(chat, key);
    }
  }

  /**
   * The log has reached `last`: confirmed writes up to it are shown by their events now. A note is
   * in no log, and stays until it is `seen`.
   */
  reached(chat: string, last: number): void {
    const left = this.of(chat).filter(
      ({ status, seq, write }) => write.type === "note" || status !== "sent" || (seq ?? 0) > last,
    );
    if (left.length !== this.of(chat).length) {
      this.#set(chat, left);
    }
  }

  #pump(chat: string): void {
    if (!this.#open || this.#flying.has(chat)) {
      return;
    }
    const next = this.of(chat).find((entry) => entry.status === "queued");
    if (next !== undefined) {
      this.#flying.set(chat, next.key);
      this.#fly(chat, next);
    }
  }

  #fly(chat: string, entry: Unsent): void {
    this.#post({ ...entry.write, key: entry.key }).then(
      (written) => this.#confirmed(chat, entry, written),
      (error: unknown) => this.#failed(chat, entry, error),
    );
  }

  #confirmed(chat: string, entry: Unsent, written: Written): void {
    this.#forget(entry.key);
    this.#settle(entry.key, written);
    if (this.of(chat).some(({ key }) => key === entry.key)) {
      const sent: Unsent = {
        ...entry,
        status: "sent",
        seq: written.seq,
        ...(written.at === undefined ? {} : { at: written.at }),
      };
      this.#set(
        chat,
        this.of(chat).map((other) => (other.key === entry.key ? sent : other)),
      );
    }
    this.#land(chat, entry.key);
  }

  #failed(chat: string, entry: Unsent, error: unknown): void {
    if (this.#flying.get(chat) !== entry.key) {
      return;
    }
    if (error instanceof Refusal && error.retryMs !== undefined) {
      this.#again(chat, entry, error.retryMs);
    } else if (error instanceof Refusal) {
      this.#refused(chat, entry, error);
    } else if (error instanceof Unanswered && error.message === "timeout") {
      this.#again(chat, entry, 0);
    }
  }

  #again(chat: string, entry: Unsent, ms: number): void {
    this.#pauses.set(
      chat,
      setTimeout(() => {
        this.#pauses.delete(chat);
        if (this.#flying.get(chat) === entry.key) {
          this.#fly(chat, entry);
        }
      }, ms),
    );
  }

  #refused(chat: string, entry: Unsent, refusal: Refusal): void {
    const asked = this.#waiting.get(entry.key);
    asked?.reject(refusal);
    this.#waiting.delete(entry.key);
    const { type } = entry.write;
    if (KEPT.has(type) || (type === "edit" && asked === undefined)) {
      // The words are the person's: they stay until they are sent or thrown away by hand. Those of
      // an edit go back to who asked for it, but after a reload nobody is there to take them.
      const refused: Unsent = { ...entry, status: "refused", code: refusal.code };
      this.#store(refused);
      this.#set(
        chat,
        this.of(chat).map((other) => (other.key === entry.key ? refused : other)),
      );
    } else {
      this.#remove(chat, entry.key);
    }
    this.#land(chat, entry.key);
  }

  #land(chat: string, key: string): void {
    if (this.#flying.get(chat) === key) {
      this.#flying.delete(chat);
      this.#pump(chat);
    }
  }

  #settle(key: string, written: Written): void {
    this.#waiting.get(key)?.resolve(written);
    this.#waiting.delete(key);
  }

  #remove(chat: string, key: string): void {
    this.#forget(key);
    const left = this.of(chat).filter((entry) => entry.key !== key);
    if (left.length !== this.of(chat).length) {
      this.#set(chat, left);
    }
  }

  #set(chat: string, entries: Unsent[]): void {
    this.#queues.set(chat, entries);
    this.#changed(chat);
  }

  #name(key: string): string {
    return `${prefix(this.#owner ?? "")}${key}`;
  }

  #store(entry: Unsent): void {
    this.#shelf.put(this.#name(entry.key), JSON.stringify(entry));
  }

  #forget(key: string): void {
    this.#shelf.drop(this.#name(key));
  }

  #load(): void {
    // What was written before the first welcome had no owner yet.
    const early = [...this.#queues.values()].flat();
    for (const entry of early) {
      this.#shelf.drop(`${prefix("")}${entry.key}`);
      this.#store(entry);
    }
    this.#queues.clear();
    const entries = this.#shelf
      .list(prefix(this.#owner ?? ""))
      .map(({ value }) => read(value))
      .filter((entry) => entry !== null)
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    for (const entry of entries) {
      this.#queues.set(entry.write.chat, [...this.of(entry.write.chat), entry]);
    }
    for (const chat of this.#queues.keys()) {
      this.#changed(chat);
    }
  }
}

function read(value: string): Unsent | null {
  try {
    return JSON.parse(value) as Unsent;
  } catch {
    return null;
  }
}

function prefix(owner: string): string {
  return `chat.v1/unsent/${owner}/`;
}
