/** Which lines of the rules are new, and which are gone? */

import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import css from "../office.module.css";
import { changesIn } from "./rules.ts";

interface RulesChangesProps {
  before: string;
  after: string;
  /** Where there are texts in two languages. */
  title?: string;
}

export function RulesChanges({ before, after, title }: RulesChangesProps) {
  const { t } = useTranslation();
  const lines = useMemo(() => changesIn(before, after), [before, after]);
  const same = lines.every(({ how }) => how === "same");
  return (
    <>
      {title === undefined ? null : <h3>{title}</h3>}
      {same ? <p className={css.quiet}>{t("rules.same")}</p> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled by keys */}
      <section className={css.rules} aria-label={title ?? t("rules.changes")} tabIndex={0}>
        {lines.map(({ how, text }, at) => {
          const Text = how === "new" ? "ins" : how === "gone" ? "del" : "div";
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines are drawn whole, or not at all
          return <Text key={at}>{text}</Text>;
        })}
      </section>
    </>
  );
}
