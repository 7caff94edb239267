/** What does a screen learn when the server says no, or does not answer? */

import type { ErrorFrame } from "./frames.ts";

/** The server's no: its code tells the screen which sentence to show. */
export class Refusal extends Error {
  readonly code: string;
  readonly retryMs: number | undefined;
  readonly data: Record<string, unknown>;

  constructor(frame: Pick<ErrorFrame, "code" | "message" | "retry_ms" | "data">) {
    super(`${frame.code}: ${frame.message}`);
    this.name = "Refusal";
    this.code = frame.code;
    this.retryMs = frame.retry_ms;
    this.data = frame.data ?? {};
  }
}

/** No answer came: the request may or may not have been done. */
export class Unanswered extends Error {
  constructor(why: "timeout" | "connection lost" | "stopped") {
    super(why);
    this.name = "Unanswered";
  }
}

/** Thrown by a token provider when only a new sign-in can help. */
export class SignedOut extends Error {
  constructor(why = "sign in again") {
    super(why);
    this.name = "SignedOut";
  }
}
