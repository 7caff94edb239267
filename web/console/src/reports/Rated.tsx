/** How did clients say that dialogs were, of those that they were asked about? */

import { useLanguage } from "@chatserver/ui";
import { UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import office from "../office.module.css";
import { useRoute } from "../route.ts";
import { amount, part } from "./amounts.ts";
import type { Ratings } from "./api.ts";
import css from "./reports.module.css";

/** The mean with a digit behind the point; null: nobody has said anything. */
export function meanOf({ mean }: Ratings, language: string): string {
  return mean === null
    ? "–"
    : new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(mean);
}

/** In a table: the mean, and of how many. */
export function Rated({ ratings }: { ratings: Ratings }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { asked, rated } = ratings;
  return (
    <>
      {meanOf(ratings, language)}
      {asked === 0 ? null : (
        <span className={css.worked}>
          {t("report.rated", { rated: amount(rated, language), asked: amount(asked, language) })}
        </span>
      )}
    </>
  );
}

interface ScoresProps {
  ratings: Ratings;
  /** The score whose dialogs are listed. */
  chosen: number | null;
}

/** How often each score was given; a score leads to its dialogs. */
export function Scores({ ratings, chosen }: ScoresProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const route = useRoute();
  // Where nobody was asked there is nothing to say of it.
  if (ratings.asked === 0) {
    return null;
  }
  const [rated, asked] = [amount(ratings.rated, language), amount(ratings.asked, language)];
  const most = Math.max(1, ...ratings.scores.map(({ dialogs }) => dialogs));
  return (
    <section className={css.scores}>
      <h2>{t("report.scores", { mean: meanOf(ratings, language) })}</h2>
      <p className={office.quiet}>{t("report.scores.hint", { rated, asked })}</p>
      <ul>
        {ratings.scores.toReversed().map(({ score, dialogs }) => (
          <li key={score}>
            <UnstyledButton
              className={css.line ?? ""}
              aria-pressed={score === chosen}
              aria-label={t("report.score.show", { score, count: dialogs })}
              onClick={() =>
                route.set({ score: score === chosen ? null : String(score) }, "replace")
              }
            >
              {t("report.score", { score })}
            </UnstyledButton>
            <span className={css.bar} style={part(dialogs / most)}>
              {amount(dialogs, language)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
