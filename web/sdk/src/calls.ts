/** How does a page ask its host, and hear what happens? */

import type { Events } from "./api.ts";
import { MiniAppError } from "./errors.ts";
import { decode, encode, type Frame, freshId } from "./frames.ts";
import { EVENTS, isEvent, METHODS, type Method, type Params, type Result } from "./methods.ts";
import type { Pipe } from "./pipes.ts";

/** A host that answers at all answers by then, unless it asks a person. */
const TIMEOUT_MS = 10_000;
const PATIENCE_MS = 10 * 60_000;
export const MOST_AT_ONCE = 32;

interface Waiting {
  method: Method;
  done(result: unknown): void;
  failed(error: MiniAppError): void;
}

type Handlers = { [E in keyof Events]?: Set<(detail: Events[E]) => void> };

export class Calls {
  readonly #pipe: Pipe;
  readonly #timeoutMs: number;
  readonly #waiting = new Map<string, Waiting>();
  readonly #handlers: Handlers = {};

  constructor(pipe: Pipe, timeoutMs: number = TIMEOUT_MS) {
    this.#pipe = pipe;
    this.#timeoutMs = timeoutMs;
    pipe.receive((data) => this.#hear(data));
  }

  /** Ask the host. Rejects with `MiniAppError` and nothing else. */
  async call<M extends Method>(
    method: M,
    params: Params<M>,
    timeoutMs: number = this.#timeoutMs,
  ): Promise<Result<M>> {
    const rule = METHODS[method];
    if (!rule.params(params)) {
      throw new MiniAppError("invalid_params", `${method}: these are not its parameters`);
    }
    if (this.#waiting.size >= MOST_AT_ONCE) {
      throw new MiniAppError("rate_limited", `more than ${MOST_AT_ONCE} calls at once`);
    }
    const id = freshId();
    const written = encode({ v: 1, k: "req", id, m: method, p: params });
    if (written === null) {
      throw new MiniAppError("invalid_params", `${method}: larger than 64 KiB`);
    }
    const result = await this.#answer(id, method, timeoutMs, () => this.#pipe.send(written));
    if (!rule.result(result)) {
      throw new MiniAppError("internal", `${method}: the host's answer has another form`, {
        requestId: id,
      });
    }
    return result;
  }

  on<E extends keyof Events>(event: E, handler: (detail: Events[E]) => void): () => void {
    const mine = (detail: Events[E]) => handler(detail);
    this.#followers(event).add(mine);
    return () => {
      this.#followers(event).delete(mine);
    };
  }

  /** End it: whatever is still waited for fails. */
  close(): void {
    this.#pipe.close();
    for (const waiting of [...this.#waiting.values()]) {
      waiting.failed(new MiniAppError("canceled", "the connection was closed"));
    }
  }

  #answer(id: string, method: Method, timeoutMs: number, send: () => void): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const limit = METHODS[method].patient ? PATIENCE_MS : timeoutMs;
      const over = (act: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        act();
      };
      const failed = (error: MiniAppError) => over(() => reject(error));
      const timer = setTimeout(
        () => failed(new MiniAppError("timeout", `${method}: no answer`, { requestId: id })),
        limit,
      );
      this.#waiting.set(id, { method, done: (result) => over(() => resolve(result)), failed });
      try {
        send();
      } catch (cause) {
        failed(new MiniAppError("internal", `${method}: could not be sent`, { cause }));
      }
    });
  }

  #hear(data: unknown): void {
    const frame = decode(data);
    if (frame?.k === "res") {
      this.#settle(frame);
    } else if (frame?.k === "evt" && isEvent(frame.m)) {
      this.#tell(frame.m, frame.p);
    }
  }

  #settle(frame: Frame & { k: "res" }): void {
    const waiting = this.#waiting.get(frame.id);
    if (waiting === undefined || waiting.method !== frame.m) {
      return;
    }
    if ("e" in frame) {
      const { code, message, requestId } = frame.e;
      waiting.failed(new MiniAppError(code, message, { requestId: requestId ?? frame.id }));
    } else {
      waiting.done(frame.r);
    }
  }

  #tell<E extends keyof Events>(event: E, detail: unknown): void {
    const shape = EVENTS[event];
    if (!shape(detail)) {
      return;
    }
    for (const handler of [...this.#followers(event)]) {
      // A handler that fails is the page's own fault, and keeps nothing from the others.
      queueMicrotask(() => handler(detail));
    }
  }

  #followers<E extends keyof Events>(event: E): Set<(detail: Events[E]) => void> {
    const known = this.#handlers[event];
    if (known !== undefined) {
      return known;
    }
    const fresh = new Set<(detail: Events[E]) => void>();
    (this.#handlers as Record<E, Set<(detail: Events[E]) => void>>)[event] = fresh;
    return fresh;
  }
}
