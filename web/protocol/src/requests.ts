/** Which answer belongs to which question on the present connection? */

import type { ErrorFrame, Frame } from "./frames.ts";
import { Refusal, Unanswered } from "./refusal.ts";

/** Without an answer for so long it is *unknown* (docs/protocol.md, "The same frame again"). */
export const ANSWER_MS = 10_000;

type Timer = ReturnType<typeof setTimeout>;

interface Question {
  frame: Frame;
  answered: (answer: unknown) => void;
  failed: (error: Error) => void;
  timer: Timer | null;
}

/** Numbers requests, pairs answers, and keeps quiet while the server has asked for it. */
export class Requests {
  readonly #send: (text: string) => void;
  readonly #open = new Map<number, Question>();
  #next = 1;
  #held: number[] = [];
  #focus: Frame | null = null;
  #quietUntil = 0;
  #quiet: Timer | null = null;

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  /** A new connection: ids begin at 1 again, and nothing is owed from before. */
  open(): void {
    this.lose(new Unanswered("connection lost"));
    this.#next = 1;
  }

  /** `answered` runs within the arrival of the answer, before any later frame. */
  ask<T>(frame: Frame, answered?: (answer: T) => void): Promise<T> {
    const id = this.#next;
    this.#next += 1;
    return new Promise<T>((resolve, reject) => {
      this.#open.set(id, {
        frame: { ...frame, id },
        answered: (answer) => {
          answered?.(answer as T);
          resolve(answer as T);
        },
        failed: reject,
        timer: null,
      });
      this.#post(id);
    });
  }

  /**
   * Without an id: over the limit the server drops it in silence, so we drop it ourselves. But what
   * is on the screen holds until it is told otherwise.
   */
  tell(frame: Frame): void {
    const quiet = Date.now() < this.#quietUntil;
    if (frame.type === "focus") {
      this.#focus = quiet ? frame : null;
    }
    if (frame.type === "pong" || frame.type === "ping" || !quiet) {
      this.#send(JSON.stringify(frame));
    }
  }

  answer(frame: Frame): void {
    this.#take(frame.id)?.answered(frame);
  }

  refuse(frame: ErrorFrame): void {
    // A frame sent before `retry_ms` has passed counts as a violation, whoever sends it.
    if (frame.code === "rate_limited" && frame.retry_ms !== undefined) {
      this.#keepQuiet(frame.retry_ms);
    }
    this.#take(frame.id)?.failed(new Refusal(frame));
  }

  lose(why: Error): void {
    const questions = [...this.#open.values()];
    this.#open.clear();
    this.#held = [];
    this.#focus = null;
    this.#quietUntil = 0;
    if (this.#quiet !== null) {
      clearTimeout(this.#quiet);
      this.#quiet = null;
    }
    for (const question of questions) {
      stopClock(question);
      question.failed(why);
    }
  }

  #post(id: number): void {
    const question = this.#open.get(id);
    if (question === undefined) {
      return;
    }
    if (Date.now() < this.#quietUntil) {
      this.#held.push(id);
      return;
    }
    // For how long a welcome is waited for is the line's to say.
    if (question.frame.type !== "hello") {
      question.timer = setTimeout(() => {
        this.#open.delete(id);
        question.failed(new Unanswered("timeout"));
      }, ANSWER_MS);
    }
    this.#send(JSON.stringify(question.frame));
  }

  #take(id: number | null | undefined): Question | undefined {
    if (typeof id !== "number") {
      return undefined;
    }
    const question = this.#open.get(id);
    if (question !== undefined) {
      this.#open.delete(id);
      stopClock(question);
    }
    return question;
  }

  #keepQuiet(ms: number): void {
    this.#quietUntil = Math.max(this.#quietUntil, Date.now() + ms);
    if (this.#quiet !== null) {
      clearTimeout(this.#quiet);
    }
    this.#quiet = setTimeout(() => {
      this.#quiet = null;
      // Over, whatever the clock says: it may have been set back.
      this.#quietUntil = 0;
      const held = this.#held;
      this.#held = [];
      if (this.#focus !== null) {
        this.tell(this.#focus);
      }
      for (const id of held) {
        this.#post(id);
      }
    }, this.#quietUntil - Date.now());
  }
}

function stopClock(question: Question): void {
  if (question.timer !== null) {
    clearTimeout(question.timer);
  }
}
