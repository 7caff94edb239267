/** With which words is it told what an employee's card holds, and what became of it? */

import { notify } from "@chatserver/ui";
import i18next from "i18next";
import type { Team } from "./api.ts";
import type { PersonDraft } from "./person.ts";

/** Somebody was added, and does not know of it yet. */
export function notifyUnsent(name: string): void {
  notify({
    color: "orange",
    title: i18next.t("staff.unsent", { name }),
    message: i18next.t("invitation.unsent"),
    autoClose: 12_000,
  });
}

export function fieldWord(field: keyof PersonDraft): string {
  return i18next.t(field === "name" ? "staff.person.name" : `staff.${field}`);
}

export function valueWord({ roles, departments }: Team) {
  return (field: keyof PersonDraft, draft: PersonDraft): string => {
    switch (field) {
      case "role":
        return roles.find(({ id }) => id === draft.role)?.name ?? "…";
      case "department":
        return (
          departments.find(({ id }) => id === draft.department)?.name ??
          i18next.t("staff.department.none")
        );
      case "objects":
        return draft.objects === null
          ? i18next.t("reach.all")
          : i18next.t("reach.count", { count: draft.objects.length });
      default:
        return draft[field];
    }
  };
}
