/** What can be done where somebody else has saved what is being changed here? */

import { Alert } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Problem } from "./http.ts";

/** What stands there now was read anew meanwhile, so that saving once more goes over it. */
export function Overtaken() {
  const { t } = useTranslation();
  return (
    <Alert color="orange" role="alert" title={t("problem.precondition_failed")}>
      {t("overtaken.hint")}
    </Alert>
  );
}

export function isOvertaken(error: unknown): boolean {
  return error instanceof Problem && error.status === 412;
}
