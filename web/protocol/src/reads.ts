/** Up to where has this person read, and does the server know it? */

import { Refusal, Unanswered } from "./refusal.ts";

type Ask = (chat: string, seq: number) => Promise<{ seq: number }>;

/** Sends the highest mark only, one at a time a chat, and keeps it over a lost connection. */
export class Reads {
  readonly #ask: Ask;
  readonly #wanted = new Map<string, number>();
  readonly #confirmed = new Map<string, number>();
  readonly #flying = new Set<string>();

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  mark(chat: string, seq: number): void {
    if (seq > (this.#wanted.get(chat) ?? 0)) {
      this.#wanted.set(chat, seq);
      this.#send(chat);
    }
  }

  /** The server's history was replaced: marks of the old one say nothing. */
  forget(chat: string): void {
    this.#wanted.delete(chat);
    this.#confirmed.delete(chat);
  }

  resume(): void {
    this.#flying.clear();
    for (const chat of this.#wanted.keys()) {
      this.#send(chat);
    }
  }

  #send(chat: string): void {
    const seq = this.#wanted.get(chat) ?? 0;
    if (this.#flying.has(chat) || seq <= (this.#confirmed.get(chat) ?? 0)) {
      return;
    }
    this.#flying.add(chat);
    this.#ask(chat, seq).then(
      () => {
        this.#confirmed.set(chat, seq);
        this.#flying.delete(chat);
        this.#send(chat);
      },
      (error: unknown) => {
        this.#flying.delete(chat);
        if (error instanceof Refusal && error.retryMs !== undefined) {
          setTimeout(() => this.#send(chat), error.retryMs);
        } else if (error instanceof Refusal) {
          this.#confirmed.set(chat, seq);
        } else if (error instanceof Unanswered && error.message === "timeout") {
          this.#send(chat);
        }
      },
    );
  }
}
