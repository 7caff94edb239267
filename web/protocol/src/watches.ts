/** Which chats should the server push to this connection, and which does it push already? */

import type { Watched } from "./frames.ts";
import { Refusal, Unanswered } from "./refusal.ts";

type Stage = "off" | "asking" | "on" | "leaving" | "resting";

interface Watch {
  readers: number;
  stage: Stage;
  /** The server said no for good; asked again only by a new reader. */
  barred: boolean;
}

export interface Door {
  live(): boolean;
  watch(chat: string, answered: (answer: Watched) => void): Promise<Watched>;
  unwatch(chat: string): Promise<object>;
  watched(chat: string, answer: Watched): void;
  barred(chat: string, code: string): void;
}

/**
 * Brings what the server pushes in line with what is on screen.
 *
 * One question a chat at a time: a `watch` never races an `unwatch` of the same chat.
 */
export class Watches {
  readonly #door: Door;
  readonly #watches = new Map<string, Watch>();

  constructor(door: Door) {
    this.#door = door;
  }

  /** Follow a chat until the returned function is called. */
  follow(chat: string): () => void {
    const watch = this.#of(chat);
    watch.readers += 1;
    watch.barred = false;
    this.#settle(chat);
    let done = false;
    return () => {
      if (!done) {
        done = true;
        watch.readers -= 1;
        this.#settle(chat);
      }
    };
  }

  follows(chat: string): boolean {
    const watch = this.#watches.get(chat);
    return watch !== undefined && watch.readers > 0 && !watch.barred;
  }

  wanted(): string[] {
    return [...this.#watches.keys()].filter((chat) => this.follows(chat));
  }

  /** A frame is missing: ask for what came after our last, unless that is under way already. */
  missed(chat: string): void {
    const watch = this.#watches.get(chat);
    if (watch?.stage === "on") {
      watch.stage = "off";
      this.#settle(chat);
    }
  }

  /** The server does not push this chat any more. */
  ended(chat: string, barred: boolean): void {
    const watch = this.#watches.get(chat);
    if (watch !== undefined) {
      watch.barred = barred;
      if (watch.stage === "on") {
        watch.stage = "off";
      }
      this.#settle(chat);
    }
  }

  /** `hello` has brought this one back already. */
  resumed(chat: string): void {
    this.#of(chat).stage = "on";
  }

  fell(): void {
    for (const watch of this.#watches.values()) {
      watch.stage = "off";
    }
  }

  settleAll(): void {
    for (const chat of [...this.#watches.keys()]) {
      this.#settle(chat);
    }
  }

  #of(chat: string): Watch {
    const known = this.#watches.get(chat);
    if (known !== undefined) {
      return known;
    }
    const watch: Watch = { readers: 0, stage: "off", barred: false };
    this.#watches.set(chat, watch);
    return watch;
  }

  #settle(chat: string): void {
    const watch = this.#of(chat);
    if (!this.#door.live()) {
      return;
    }
    if (watch.stage === "off" && this.follows(chat)) {
      watch.stage = "asking";
      this.#ask(chat, watch);
    } else if (watch.stage === "on" && !this.follows(chat)) {
      watch.stage = "leaving";
      this.#leave(chat, watch);
    }
  }

  #ask(chat: string, watch: Watch): void {
    this.#door
      .watch(chat, (answer) => {
        if (answer.events === undefined) {
          // We were ahead of the server; its `reset` follows and starts us anew.
          watch.stage = "off";
        } else {
          watch.stage = "on";
          this.#door.watched(chat, answer);
        }
      })
      .then(
        () => {
          if (watch.stage === "on") {
            this.#settle(chat);
          }
        },
        (error: unknown) => this.#refused(chat, watch, error),
      );
  }

  #refused(chat: string, watch: Watch, error: unknown): void {
    if (watch.stage !== "asking") {
      return;
    }
    watch.stage = "off";
    if (error instanceof Refusal && error.retryMs === undefined) {
      watch.barred = true;
      this.#door.barred(chat, error.code);
    } else if (error instanceof Refusal) {
      this.#rest(chat, watch, error.retryMs ?? 0);
    } else if (error instanceof Unanswered && error.message === "timeout") {
      this.#settle(chat);
    }
  }

  #rest(chat: string, watch: Watch, ms: number): void {
    watch.stage = "resting";
    setTimeout(() => {
      if (watch.stage === "resting") {
        watch.stage = "off";
        this.#settle(chat);
      }
    }, ms);
  }

  #leave(chat: string, watch: Watch): void {
    const left = () => {
      if (watch.stage === "leaving") {
        watch.stage = "off";
        this.#settle(chat);
      }
    };
    this.#door.unwatch(chat).then(left, left);
  }
}
