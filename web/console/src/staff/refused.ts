/** To which field does a refusal belong that names no field? */

import i18next from "i18next";
import { type Mistake, Problem } from "../http.ts";
import { type Crew, ORGANISATION } from "./crew.ts";

/** What nobody may give away who lacks it, as the server names it (D14). */
function ofMissing(permission: string, rights: string): Mistake {
  switch (permission) {
    case "administrator":
      return { pointer: rights, code: "administrator_only", message: "" };
    case "objects":
      return { pointer: "/objects", code: "objects_lacking", message: "" };
    default: {
      const right = i18next.t(`access.${permission}`);
      return { pointer: rights, code: "", message: i18next.t("staff.lacking", { right }) };
    }
  }
}

/** Return the mistakes of a refusal. `rights`: where rights are given in this form. */
export function mistakesIn(
  error: unknown,
  rights: string,
  crew: Crew = ORGANISATION,
): readonly Mistake[] {
  if (!(error instanceof Problem)) {
    return [];
  }
  const { permission } = error.body;
  // Who has lost the right to be here at all is told so as a whole.
  const lacked = error.code === "forbidden" && typeof permission === "string" ? permission : null;
  if (lacked !== null && lacked !== crew.permission) {
    return [ofMissing(lacked, rights)];
  }
  if (error.code === "last_administrator") {
    const code = crew.answers ? "last_administrator" : "last_maker";
    return [{ pointer: rights, code, message: "" }];
  }
  return error.mistakes;
}
