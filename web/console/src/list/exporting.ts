/** What is asked of an export? */

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
