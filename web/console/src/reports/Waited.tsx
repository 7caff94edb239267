/** How long did people wait, and how long within the department's hours where that is less? */

import { useLanguage } from "@chatserver/ui";
import { useTranslation } from "react-i18next";
import { stretch } from "./amounts.ts";
import css from "./reports.module.css";

/** In seconds; null: there is nothing to measure. */
export function Waited({ felt, inHours }: { felt: number | null; inHours: number | null }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <>
      {stretch(felt, language)}
      {felt === inHours ? null : (
        <span className={css.worked}>
          {t("report.in_hours", { time: stretch(inHours, language) })}
        </span>
      )}
    </>
  );
}
