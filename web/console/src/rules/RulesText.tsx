/** What do the placement rules say, since when, and what has changed in them? */

import { fullTime, useLanguage } from "@chatserver/ui";
import { Switch } from "@mantine/core";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { RulesChanges } from "./RulesChanges.tsx";
import { type Rules, readRules, textFor } from "./rules.ts";

export function RulesText({ rules }: { rules: Rules }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const [compared, setCompared] = useState(false);
  const { version, at } = rules;
  return (
    <>
      <p className={css.quiet}>
        {at === null
          ? t("rules.version", { version })
          : t("rules.since", { version, at: fullTime(at, language) })}
      </p>
      {version === 1 ? null : (
        <Switch
          my="xs"
          label={t("rules.compare")}
          checked={compared}
          onChange={(event) => setCompared(event.currentTarget.checked)}
        />
      )}
      {compared ? (
        <Compared rules={rules} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled by keys
        <section className={css.rules} aria-label={t("miniapp.rules")} tabIndex={0}>
          {textFor(rules, language)}
        </section>
      )}
    </>
  );
}

function Compared({ rules }: { rules: Rules }) {
  const { http } = useTools();
  const { language } = useLanguage();
  const { version } = rules;
  const loading = useLoading(useCallback(() => readRules(http, version - 1), [http, version]));
  return (
    <WhenHere loading={loading}>
      {(former) => (
        <RulesChanges before={textFor(former, language)} after={textFor(rules, language)} />
      )}
    </WhenHere>
  );
}
