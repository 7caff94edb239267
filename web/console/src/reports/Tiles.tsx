/** What are the figures of all dialogs of the period? */

import { useLanguage } from "@chatserver/ui";
import { useTranslation } from "react-i18next";
import { amount, share, stretch } from "./amounts.ts";
import type { Figures } from "./api.ts";
import { TileList } from "./TileList.tsx";

export function Tiles({ total }: { total: Figures }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const number = (many: number) => amount(many, language);
  const ended = total.solved + total.no_answer;
  const soon = total.answered_within.find(({ seconds }) => seconds === 900)?.dialogs ?? 0;
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
      stretch(total.wait.median_s, language),
      t("report.p90", { time: stretch(total.wait.p90_s, language) }),
    ],
    ["soon", share(soon, total.answered, language), t("report.soon.hint")],
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
