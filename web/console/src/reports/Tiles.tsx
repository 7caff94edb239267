/** What are the figures of all dialogs of the period? */

import { useLanguage } from "@chatserver/ui";
import { useTranslation } from "react-i18next";
import { amount, share, stretch } from "./amounts.ts";
import type { Figures, Within } from "./api.ts";
import { TileList } from "./TileList.tsx";

export function Tiles({ total }: { total: Figures }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const number = (many: number) => amount(many, language);
  const ended = total.solved + total.no_answer;
  const soon = share(soonOf(total.answered_within), total.answered, language);
  const soonInHours = share(soonOf(total.answered_within_in_hours), total.answered, language);
  const { wait, wait_in_hours: inHours } = total;
  const tiles = [
    [
      "dialogs",
      number(total.dialogs),
      t("report.open", { count: total.open, many: number(total.open) }),
    ],
    [
      "answered",
      share(total.answered, total.handed, language),
      t("report.of", { count: total.handed, many: number(total.handed) }),
    ],
    [
      "wait",
      stretch(wait.median_s, language),
      wait.median_s === inHours.median_s && wait.p90_s === inHours.p90_s
        ? t("report.p90", { time: stretch(wait.p90_s, language) })
        : t("report.p90.in_hours", {
            time: stretch(wait.p90_s, language),
            half: stretch(inHours.median_s, language),
            most: stretch(inHours.p90_s, language),
          }),
    ],
    [
      "soon",
      soon,
      soon === soonInHours
        ? t("report.soon.hint")
        : t("report.soon.hint.in_hours", { share: soonInHours }),
    ],
    [
      "solved",
      share(total.solved, ended, language),
      t("report.of.ended", { count: ended, many: number(ended) }),
    ],
    ["timeout", number(total.timeout), t("report.timeout.hint")],
  ] as const;
  return (
    <TileList
      tiles={tiles.map(([name, figure, hint]) => ({
        title: t(`report.tile.${name}`),
        figure,
        hint,
      }))}
    />
  );
}

function soonOf(within: readonly Within[]): number {
  return within.find(({ seconds }) => seconds === 900)?.dialogs ?? 0;
}
