/** How does the log of changes say which field was changed, and what stood there? */

import { fullTime, money } from "@chatserver/ui";
import i18next from "i18next";
import { EVERY } from "./audit.ts";

/** A field that has no words here keeps its code: nothing that was written down is left out. */
export function fieldWord(field: string, action: string): string {
  const about = action.slice(0, action.indexOf("."));
  const names = [`audit.field.${about}.${field}`, `audit.field.${field}`];
  return names.filter((name) => i18next.exists(name)).map((name) => i18next.t(name))[0] ?? field;
}

/** Fields that hold one of a few codes, which have words of their own. */
const CODES = [
  "status",
  "before_review",
  "kind",
  "screen",
  "choice",
  "state",
  "from",
  "locale",
  "link",
];
/** Moments, in milliseconds since the epoch. */
const MOMENTS = ["due_at", "since", "until"];
/** Orders are in roubles alone. */
const CURRENCY = "RUB";

/** What stood in a field, as words; "": nothing. */
export function valueText(field: string, value: unknown, language: string): string {
  if (value === undefined || value === null || value === "") {
    return "";
  }
  if (Array.isArray(value)) {
    return value.map((one) => valueText(field, one, language)).join(", ");
  }
  switch (typeof value) {
    case "boolean":
      return i18next.t(value ? "audit.yes" : "audit.no");
    case "number":
      return numberText(field, value, language);
    case "object":
      return partsText(value, language);
    default:
      return codeText(field, String(value));
  }
}

function numberText(field: string, value: number, language: string): string {
  if (field === "amount") {
    return money(value, CURRENCY, language);
  }
  return MOMENTS.includes(field)
    ? fullTime(new Date(value).toISOString(), language)
    : String(value);
}

/** A part that holds nothing says nothing. */
function partsText(value: object, language: string): string {
  return Object.entries(value)
    .map(([name, part]) => [fieldWord(name, ""), valueText(name, part, language)])
    .filter(([, text]) => text !== "")
    .map(([name, text]) => `${name}: ${text}`)
    .join("; ");
}

function codeText(field: string, value: string): string {
  if (value === EVERY) {
    return i18next.t("audit.every");
  }
  if (field === "fields") {
    return fieldWord(value, "client.read");
  }
  const name =
    field === "permissions"
      ? `access.${value}`
      : CODES.includes(field)
        ? `audit.value.${value}`
        : undefined;
  return name !== undefined && i18next.exists(name) ? i18next.t(name) : value;
}
