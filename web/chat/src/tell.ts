/** How are the things that happened in a dialog told to the client? */

import type { Happened } from "@chatserver/ui";
import type { TFunction } from "i18next";

export function tell(event: Happened, t: TFunction): string | null {
  switch (event.kind) {
    case "dialog.opened":
      return t("note.opened");
    case "dialog.closed":
      return t(`note.${event.body.reason}`);
    case "dialog.rated":
      return null; // it stands at the end of its dialog
    default:
      return tellAssigned(event, t);
  }
}

function tellAssigned(event: Extract<Happened, { kind: "assigned" }>, t: TFunction): string {
  const { staff, department } = event.body;
  if (staff !== undefined) {
    return t("note.assigned", { name: staff.name });
  }
  return department === undefined
    ? t("note.waiting.nobody")
    : t("note.waiting", { name: department.name });
}
