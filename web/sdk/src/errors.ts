/** How does anything fail? With one class and a closed list of codes. */

import type { ErrorCode } from "./api.ts";

/** Each code, and whether the same call may go well later. */
const RETRYABLE: Readonly<Record<ErrorCode, boolean>> = {
  host_not_found: false,
  origin_refused: false,
  version_too_old: false,
  timeout: true,
  canceled: false,
  invalid_params: false,
  unknown_method: false,
  not_supported: false,
  permission_denied: false,
  consent_required: false,
  sign_in_required: false,
  not_enabled: false,
  gesture_required: true,
  rate_limited: true,
  quota_exceeded: false,
  offline: true,
  payment_failed: false,
  order_not_found: false,
  app_suspended: false,
  internal: true,
};

export const CODES = Object.keys(RETRYABLE) as ErrorCode[];

export class MiniAppError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  /** For a report to whoever runs the server; null where nobody was asked. */
  readonly requestId: string | null;

  constructor(
    code: ErrorCode,
    message: string = code,
    more: { requestId?: string | null; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = "MiniAppError";
    this.code = code;
    this.retryable = RETRYABLE[code];
    this.requestId = more.requestId ?? null;
  }
}
