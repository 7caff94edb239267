/** How is a question asked that may be asked again? */

import type { Asks, AskType } from "./frames.ts";
import type { Line } from "./line.ts";
import { Refusal, Unanswered } from "./refusal.ts";

/** Questions with one answer; none of them carries a key, so each is harmless to repeat. */
export class Asking {
  readonly #line: Line;

  constructor(line: Line) {
    this.#line = line;
  }

  /** Over this connection or not at all; `answered` runs before the next frame. */
  once<T extends AskType>(
    type: T,
    fields: Asks[T]["fields"],
    answered?: (answer: Asks[T]["answer"]) => void,
  ): Promise<Asks[T]["answer"]> {
    return this.#line.ask<Asks[T]["answer"]>(type, fields, answered);
  }

  /** Over lost connections, silence and wishes to wait, until there is an answer. */
  async persistently<T extends AskType>(
    type: T,
    fields: Asks[T]["fields"],
  ): Promise<Asks[T]["answer"]> {
    for (;;) {
      await this.#live();
      try {
        return await this.once(type, fields);
      } catch (error) {
        await repeatable(error);
      }
    }
  }

  #live(): Promise<void> {
    return new Promise((resolve, reject) => {
      const { state } = this.#line;
      const look = (): boolean => {
        const { status } = state.value;
        if (status === "live") {
          resolve();
        } else if (status === "stopped") {
          reject(new Unanswered("stopped"));
        }
        return status === "live" || status === "stopped";
      };
      if (!look()) {
        const leave = state.subscribe(() => {
          if (look()) {
            leave();
          }
        });
      }
    });
  }
}

/** Returns when the same question may be asked again; throws when that would be no use. */
export async function repeatable(error: unknown): Promise<void> {
  if (error instanceof Refusal && error.retryMs !== undefined) {
    const { retryMs } = error;
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  } else if (!(error instanceof Unanswered) || error.message === "stopped") {
    throw error;
  }
}
