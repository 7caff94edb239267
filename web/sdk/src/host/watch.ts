/** How did a payment end that is under way? Only asking tells, and not without an end. */

import type { Payment } from "../api.ts";
import { MiniAppError } from "../errors.ts";
import { Problem } from "../problems.ts";

type Status = Payment["status"];

/** While the client is at the provider's page, and afterwards. */
const PAUSE_MS = { there: 3_000, left: 10_000 } as const;
const LONGEST_MS = { there: 30 * 60_000, left: 10 * 60_000 } as const;

/** Asks again and again, but not while nobody looks at the superapp. */
export class Watch {
  /** How it ended; `pending`: it was given up. */
  readonly outcome: Promise<Status>;
  readonly #document: Document;
  readonly #read: () => Promise<Status>;
  #where: keyof typeof PAUSE_MS = "there";
  #until = Date.now() + LONGEST_MS.there;
  #running = true;
  #again = false;
  #wake: () => void = () => undefined;
  /** Who waits for an answer to what is asked from now on. */
  #curious: ((status: Status) => void)[] = [];

  constructor(document: Document, read: () => Promise<Status>) {
    this.#document = document;
    this.#read = read;
    document.addEventListener("visibilitychange", this.look);
    this.outcome = this.#run().then((status) => {
      this.#running = false;
      document.removeEventListener("visibilitychange", this.look);
      this.#answer(this.#curious.splice(0), status);
      return status;
    });
  }

  /** Something may have happened: ask at once. */
  readonly look = (): void => {
    this.#again = true;
    this.#wake();
  };

  /** The client has left the provider's page: ask at once, then seldom. */
  left(): Promise<Status> {
    if (!this.#running) {
      return this.outcome;
    }
    this.#where = "left";
    this.#until = Date.now() + LONGEST_MS.left;
    const answer = new Promise<Status>((resolve) => this.#curious.push(resolve));
    this.look();
    return answer;
  }

  stop(): void {
    this.#until = 0;
    this.look();
  }

  async #run(): Promise<Status> {
    await this.#pause();
    while (Date.now() < this.#until) {
      const waiting = this.#curious.splice(0);
      const status = await this.#ask();
      this.#answer(waiting, status);
      if (status !== "pending") {
        return status;
      }
      await this.#pause();
    }
    return "pending";
  }

  async #ask(): Promise<Status> {
    try {
      return await this.#read();
    } catch (error) {
      if (isFinal(error)) {
        this.stop();
      }
      return "pending";
    }
  }

  #answer(waiting: ((status: Status) => void)[], status: Status): void {
    for (const resolve of waiting) {
      resolve(status);
    }
  }

  async #pause(): Promise<void> {
    if (!this.#again) {
      await new Promise<void>((resolve) => {
        const timer = this.#document.hidden
          ? undefined
          : setTimeout(resolve, PAUSE_MS[this.#where]);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#again = false;
  }
}

/** Whether asking once more would bring the same. */
function isFinal(error: unknown): boolean {
  return (
    error instanceof MiniAppError ||
    (error instanceof Problem && [401, 403, 404].includes(error.status))
  );
}
