/** How are the things that happened in a dialog told to staff? */

import type { Named, Place } from "@chatserver/protocol";
import type { Happened } from "@chatserver/ui";
import type { TFunction } from "i18next";

export function tell(event: Happened, t: TFunction): string {
  switch (event.kind) {
    case "dialog.opened":
      return t("note.opened", { dialog: event.body.dialog });
    case "dialog.closed":
      return t(`note.${event.body.reason}`);
    case "dialog.rated":
      return tellRated(event.body, t);
    default:
      return tellAssigned(event, t);
  }
}

function tellRated(
  { dialog, score, comment }: Extract<Happened, { kind: "dialog.rated" }>["body"],
  t: TFunction,
): string {
  const rated = t("note.rated", { dialog, score });
  return comment === undefined ? rated : t("note.rated.words", { rated, comment });
}

function tellAssigned(event: Extract<Happened, { kind: "assigned" }>, t: TFunction): string {
  const { cause, staff } = event.body;
  const self = cause === "manual" && staff !== undefined && staff.id === event.by.id;
  return t(self ? "note.assigned.self" : `note.assigned.${cause}`, {
    by: event.by.name,
    whom: whom(event.body, t),
  });
}

/** Department and responsible in one phrase. */
export function whom(
  at: { department?: Named | undefined; staff?: Named | undefined },
  t: TFunction,
): string {
  const { department, staff } = at;
  if (staff !== undefined) {
    return department === undefined ? staff.name : `${department.name}, ${staff.name}`;
  }
  return department === undefined
    ? t("note.waits.nowhere")
    : t("note.waits", { department: department.name });
}

/** A place in one line; many addresses end with the name of the premises already. */
export function placeText(place: Place | undefined): string {
  if (place === undefined) {
    return "";
  }
  if (place.address === "") {
    return place.name;
  }
  return names(place.address, place.name) ? place.address : `${place.name}, ${place.address}`;
}

/**
 * Whether an address names the premises, as words of its own. A number alone must follow a word, as
 * in `кв. 1`: else it may be the house's, or part of it.
 */
function names(address: string, name: string): boolean {
  const before = /^\d+$/.test(name) ? "\\p{L}\\.?\\s*" : "(?:^|[^\\p{L}\\p{N}])";
  const itself = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`${before}${itself}(?![\\p{L}\\p{N}])`, "u").test(address);
}
