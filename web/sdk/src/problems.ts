/** What does the server say when it refuses, and what does a page hear of it? */

import type { ErrorCode } from "./api.ts";
import { MiniAppError } from "./errors.ts";
import { isObject } from "./shapes.ts";

/** A problem of RFC 9457, as the server's doors answer. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    const code = typeof body.code === "string" ? body.code : `http_${status}`;
    super(code);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.body = body;
  }
}

const TOLD: Readonly<Record<string, ErrorCode>> = {
  app_suspended: "app_suspended",
  offer_required: "consent_required",
  chat_disabled: "not_enabled",
  sign_in_required: "sign_in_required",
  unauthorized: "sign_in_required",
  not_available: "not_enabled",
  rate_limited: "rate_limited",
  unavailable: "offline",
};

/** Whatever failed, as a page may hear it. */
export function told(error: unknown): MiniAppError {
  if (error instanceof MiniAppError) {
    return error;
  }
  if (error instanceof Problem) {
    const requestId = typeof error.body.request_id === "string" ? error.body.request_id : null;
    return new MiniAppError(TOLD[error.code] ?? "internal", error.code, { requestId });
  }
  // `fetch` fails so without a network.
  return error instanceof TypeError ? new MiniAppError("offline") : new MiniAppError("internal");
}

/** Ask, and return the JSON of a good answer; rejects with `Problem`, or as `fetch` does. */
export async function ask<T>(
  url: string,
  token: string,
  sent: { method?: string; body?: unknown; keepalive?: boolean } = {},
): Promise<T> {
  const answer = await fetch(url, {
    method: sent.method ?? "GET",
    credentials: "omit",
    keepalive: sent.keepalive ?? false,
    headers: {
      Authorization: `Bearer ${token}`,
      ...(sent.body === undefined ? {} : { "Content-Type": "application/json" }),
    },
    ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
  });
  if (answer.status === 204) {
    return null as T;
  }
  const body: unknown = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw new Problem(answer.status, isObject(body) ? body : {});
  }
  return body as T;
}
