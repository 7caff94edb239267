/** What is asked of an export, and how is its coming followed? */

import type { Column } from "./columns.ts";

/** What the server calls the columns that have another name here. */
const NAMES: Partial<Record<Column, string>> = {
  place: "address",
  channel: "platform",
  created: "created_at",
  updated: "updated_at",
};

/** The list's own filter with the columns that it shows, in their order. */
export function exported(filter: URLSearchParams, columns: readonly Column[]): URLSearchParams {
  const query = new URLSearchParams(filter);
  // The list shows whom a name or a number finds; words of messages it shows apart.
  query.set("texts", "false");
  for (const column of columns) {
    query.append("columns", NAMES[column] ?? column);
  }
  return query;
}

/** All of a body, telling what share of it is there; null while that cannot be known. */
export async function received(
  response: Response,
  tell: (progress: number | null) => void,
): Promise<Blob> {
  const whole = Number(response.headers.get("Content-Length")) || null;
  const parts: BlobPart[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const piece = await reader?.read();
    if (piece?.value === undefined) {
      break;
    }
    parts.push(piece.value);
    size += piece.value.byteLength;
    tell(whole === null ? null : Math.min(1, size / whole));
  }
  return new Blob(parts, { type: response.headers.get("Content-Type") ?? "" });
}
