/** What of an employee's own chats is news to them? (requirements 39, 40) */

import type { Row } from "@chatserver/protocol";

/** `given`: they were made responsible; `message`: a client of theirs has written. */
export interface News {
  occasion: "given" | "message";
  row: Row;
}

/** How their chats stood when they were looked at last: news follow from that, not from events. */
export class OwnChats {
  /** Null: nothing was looked at yet. What leaves the list stays known, it may come back. */
  #known: Map<string, Pick<Row, "assignment" | "unread">> | null = null;

  /** Take how the chats stand now. How they stood at first is no news. */
  learn(rows: readonly Row[]): News[] {
    const known = this.#known;
    const news = known === null ? [] : rows.flatMap((row) => newsOf(row, known.get(row.id)));
    this.#known = new Map([...(known ?? []), ...rows.map((row) => [row.id, row] as const)]);
    return news;
  }
}

function newsOf(row: Row, known: Pick<Row, "assignment" | "unread"> | undefined): News[] {
  if (row.state !== "staff") {
    return [];
  }
  if (row.assignment !== known?.assignment) {
    return [{ occasion: "given", row }];
  }
  return row.unread > known.unread ? [{ occasion: "message", row }] : [];
}
