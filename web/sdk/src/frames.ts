/** What does one message over the bridge look like, and how large may it be? */

import type { ErrorCode } from "./api.ts";
import { CODES } from "./errors.ts";
import { isObject } from "./shapes.ts";

/** Of UTF-8, either way. */
export const MOST_BYTES = 64 * 1024;

export interface Failure {
  code: ErrorCode;
  message: string;
  requestId: string | null;
}

export type Frame =
  | { v: 1; k: "req"; id: string; m: string; p: unknown }
  | { v: 1; k: "res"; id: string; m: string; r: unknown }
  | { v: 1; k: "res"; id: string; m: string; e: Failure }
  | { v: 1; k: "evt"; id: string; m: string; p: unknown };

/** Messages go as JSON text, so that a frame, an Android and an iOS shell read the same. */
export function encode(frame: Frame): string | null {
  const written = JSON.stringify(frame);
  return fits(written) ? written : null;
}

/** null for what is too large, no JSON, or not of this form: whoever receives it drops it. */
export function decode(data: unknown): Frame | null {
  if (typeof data !== "string" || !fits(data)) {
    return null;
  }
  try {
    return framed(JSON.parse(data));
  } catch {
    return null;
  }
}

function fits(written: string): boolean {
  return (
    written.length <= MOST_BYTES &&
    (written.length * 3 <= MOST_BYTES || new TextEncoder().encode(written).length <= MOST_BYTES)
  );
}

function framed(value: unknown): Frame | null {
  if (!isObject(value) || value.v !== 1 || !isName(value.id) || !isName(value.m)) {
    return null;
  }
  const { id, m } = value;
  switch (value.k) {
    case "req":
    case "evt":
      return { v: 1, k: value.k, id, m, p: value.p ?? null };
    case "res":
      return answered(id, m, value);
    default:
      return null;
  }
}

function answered(id: string, m: string, value: Record<string, unknown>): Frame | null {
  if (value.e === undefined) {
    return { v: 1, k: "res", id, m, r: value.r ?? null };
  }
  const e = failure(value.e);
  return e === null || value.r !== undefined ? null : { v: 1, k: "res", id, m, e };
}

function failure(value: unknown): Failure | null {
  if (!isObject(value)) {
    return null;
  }
  const code = CODES.find((one) => one === value.code);
  // A host that is newer may know more codes.
  return {
    code: code ?? "internal",
    message: typeof value.message === "string" ? value.message : (code ?? "internal"),
    requestId: typeof value.requestId === "string" ? value.requestId : null,
  };
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= 64;
}

export function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
