/** What does each column of the table say of a chat, and how wide is it? */

import type { Row } from "@chatserver/protocol";
import { fullTime, listTime, phoneInGroups } from "@chatserver/ui";
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { StateBadge } from "../ChatRow.tsx";
import { Labels, labelText } from "../Labels.tsx";
import { placeText } from "../tell.ts";
import type { Column } from "./columns.ts";
import css from "./list.module.css";

/** The least width in pixels, and the share of what is left. */
export const WIDTHS: Readonly<Record<Column, readonly [number, number]>> = {
  number: [56, 0.3],
  client: [150, 2.2],
  phone: [148, 0.6],
  place: [150, 2.1],
  product: [104, 1],
  preview: [150, 2],
  labels: [62, 0.2],
  tag: [90, 1],
  state: [88, 0.3],
  department: [110, 1.1],
  staff: [120, 1.4],
  channel: [80, 0.4],
  score: [64, 0.2],
  created: [92, 0.4],
  updated: [92, 0.4],
  comment: [120, 1.6],
};

interface Cell {
  /** What is read out, and shown in full where the cell is too narrow. */
  text: string;
  view?: ReactNode;
}

type Draw = (row: Row, t: TFunction, language: string, now: number) => Cell;

const time =
  (of: "created_at" | "updated_at"): Draw =>
  (row, _t, language, now) => ({
    text: fullTime(row[of], language),
    view: <time dateTime={row[of]}>{listTime(row[of], language, now)}</time>,
  });

const DRAW: Readonly<Record<Column, Draw>> = {
  number: (row) => ({ text: String(row.number) }),
  client: (row) => ({ text: row.client.name, view: <b>{row.client.name}</b> }),
  phone: (row) => ({ text: phoneInGroups(row.client.phone) }),
  place: (row) => ({ text: placeText(row.place) }),
  product: (row) => ({ text: row.product.name }),
  preview: (row, t) =>
    row.preview === ""
      ? { text: "", view: <span className={css.gone}>{t("row.deleted")}</span> }
      : { text: row.preview },
  labels: (row, t) => ({ text: labelText(row, t), view: <Labels row={row} /> }),
  tag: (row) => ({ text: row.tag?.text ?? "" }),
  state: (row) => ({ text: "", view: <StateBadge chat={row} /> }),
  department: (row) => ({ text: row.department?.name ?? "" }),
  staff: (row, t) => ({ text: row.staff?.name ?? t("row.nobody") }),
  channel: (row, t) => ({
    text: t(row.platform === undefined ? "card.unknown" : `channel.${row.platform}`),
  }),
  score: (row) => ({ text: row.score === undefined ? "" : String(row.score) }),
  created: time("created_at"),
  updated: time("updated_at"),
  comment: (row) => ({ text: row.comment }),
};

export function cellOf(column: Column, ...how: Parameters<Draw>): Cell {
  return DRAW[column](...how);
}
