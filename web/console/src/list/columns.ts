/** Which columns does the table of chats have, in which order, and which of them are hidden? */

export const COLUMNS = [
  "number",
  "client",
  "phone",
  "place",
  "product",
  "preview",
  "labels",
  "tag",
  "state",
  "department",
  "staff",
  "channel",
  "score",
  "created",
  "updated",
  "comment",
] as const;
export type Column = (typeof COLUMNS)[number];

export interface ColumnChoice {
  id: Column;
  shown: boolean;
}

const HIDDEN: readonly Column[] = ["phone", "tag", "channel", "score", "created", "comment"];

export const USUAL: readonly ColumnChoice[] = COLUMNS.map((id) => ({
  id,
  shown: !HIDDEN.includes(id),
}));

/** What was kept, mended: a column that is unknown here goes, one that is new comes as usual. */
export function columnsFrom(kept: unknown): readonly ColumnChoice[] {
  const mended: ColumnChoice[] = [];
  for (const one of Array.isArray(kept) ? kept : []) {
    const id = COLUMNS.find((column) => column === (one as ColumnChoice | null)?.id);
    if (id !== undefined && !mended.some((column) => column.id === id)) {
      mended.push({ id, shown: (one as ColumnChoice).shown === true });
    }
  }
  for (const usual of USUAL) {
    if (!mended.some(({ id }) => id === usual.id)) {
      mended.push(usual);
    }
  }
  // A table without columns could not be mended by who has hidden the last one.
  return mended.some(({ shown }) => shown) ? mended : USUAL;
}

export function toggled(columns: readonly ColumnChoice[], id: Column): readonly ColumnChoice[] {
  return columnsFrom(columns.map((one) => (one.id === id ? { id, shown: !one.shown } : one)));
}

/** The column, so many places further; the ends of the table are its ends. */
export function moved(
  columns: readonly ColumnChoice[],
  id: Column,
  by: number,
): readonly ColumnChoice[] {
  const from = columns.findIndex((one) => one.id === id);
  const to = Math.max(0, Math.min(columns.length - 1, from + by));
  const others = columns.filter((one) => one.id !== id);
  const one = columns[from];
  return one === undefined ? columns : [...others.slice(0, to), one, ...others.slice(to)];
}

export function shownOf(columns: readonly ColumnChoice[]): readonly Column[] {
  return columns.filter(({ shown }) => shown).map(({ id }) => id);
}
