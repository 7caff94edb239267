/** How does a host answer a page? Nothing that comes over the pipe is trusted. */

import type { ErrorCode, Events } from "./api.ts";
import { MOST_AT_ONCE } from "./calls.ts";
import { MiniAppError } from "./errors.ts";
import { decode, encode, type Frame, freshId } from "./frames.ts";
import { isMethod, METHODS, type Method, type Params, type Result, VERSION } from "./methods.ts";
import type { Pipe } from "./pipes.ts";

/** What a host can do. What it leaves out is `not_supported`. */
export type Serving = {
  [M in Method]?: (params: Params<M>) => Promise<Result<M>> | Result<M>;
} & { connect: (params: Params<"connect">) => Promise<Result<"connect">> | Result<"connect"> };

/** In ten seconds: a page that asks more often than a person could cause has gone astray. */
const MOST_IN_TEN_S = 200;
const TEN_S = 10_000;

/** How often has a page asked lately? */
export class Pace {
  readonly #now: () => number;
  #since = 0;
  #counted = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Count one more; false: it is too many. */
  holds(): boolean {
    const now = this.#now();
    if (now - this.#since >= TEN_S) {
      this.#since = now;
      this.#counted = 0;
    }
    this.#counted += 1;
    return this.#counted <= MOST_IN_TEN_S;
  }
}

export class Bridge {
  readonly #pipe: Pipe;
  readonly #serving: Serving;
  readonly #pace: Pace;
  readonly #failed: (code: ErrorCode) => void;
  #running = 0;
  #open = true;
  #greeted = false;

  /** `failed` hears with which code each call failed. */
  constructor(
    pipe: Pipe,
    serving: Serving,
    pace: Pace = new Pace(),
    failed: (code: ErrorCode) => void = () => undefined,
  ) {
    this.#pipe = pipe;
    this.#serving = serving;
    this.#pace = pace;
    this.#failed = failed;
    pipe.receive((data) => {
      void this.#hear(data);
    });
  }

  /** Tell the page of something, once it has connected. */
  emit<E extends keyof Events>(event: E, detail: Events[E]): void {
    if (this.#greeted) {
      this.#write({ v: 1, k: "evt", id: freshId(), m: event, p: detail });
    }
  }

  close(): void {
    this.#open = false;
    this.#pipe.close();
  }

  async #hear(data: unknown): Promise<void> {
    const frame = decode(data);
    if (frame?.k !== "req" || !this.#open) {
      return;
    }
    const { id, m } = frame;
    const refused = this.#refuses(m, frame.p);
    if (refused !== null) {
      this.#fail(id, m, new MiniAppError(refused));
      return;
    }
    this.#running += 1;
    try {
      await this.#serve(id, m as Method, frame.p);
    } finally {
      this.#running -= 1;
    }
  }

  #refuses(method: string, params: unknown): ErrorCode | null {
    if (!this.#pace.holds() || this.#running >= MOST_AT_ONCE) {
      return "rate_limited";
    }
    if (!isMethod(method)) {
      return "unknown_method";
    }
    if (!METHODS[method].params(params)) {
      return "invalid_params";
    }
    if (method === "connect") {
      return (params as Params<"connect">).versions.includes(VERSION) ? null : "version_too_old";
    }
    return this.#serving[method] === undefined ? "not_supported" : null;
  }

  async #serve(id: string, method: Method, params: unknown): Promise<void> {
    const act = this.#serving[method] as (params: unknown) => unknown;
    try {
      const r = await act(params);
      if (!METHODS[method].result(r)) {
        throw new MiniAppError("internal", "the host has no answer of the right form");
      }
      this.#greeted ||= method === "connect";
      this.#write({ v: 1, k: "res", id, m: method, r });
    } catch (error) {
      this.#fail(id, method, error);
    }
  }

  #fail(id: string, method: string, error: unknown): void {
    // What went wrong within the host is nobody's business but its own.
    const known = error instanceof MiniAppError ? error : new MiniAppError("internal");
    const { code, message, requestId } = known;
    this.#failed(code);
    this.#write({ v: 1, k: "res", id, m: method, e: { code, message, requestId } });
  }

  #write(frame: Frame): void {
    const written = encode(frame);
    if (written !== null && this.#open) {
      this.#pipe.send(written);
    } else if (frame.k === "res" && "r" in frame && this.#open) {
      this.#fail(frame.id, frame.m, new MiniAppError("internal", "the answer is too large"));
    }
  }
}
