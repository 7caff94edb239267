/** How is a mini-app used? In numbers alone; nothing here leads to a person. */

import { speakAlso } from "@chatserver/ui";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useLoading, WhenHere } from "../loading.tsx";
import office from "../office.module.css";
import { sinceOf } from "../reports/api.ts";
import { PeriodChoice } from "../reports/PeriodChoice.tsx";
import { useHere, useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { usageEn } from "../words/usage.en.ts";
import { usageRu } from "../words/usage.ru.ts";
import { type Analytics, analytics, daysFrom, isEmpty } from "./api.ts";
import { Codes } from "./Codes.tsx";
import { Days } from "./Days.tsx";
import { Builds, Sources } from "./Parts.tsx";
import { UsageTiles } from "./UsageTiles.tsx";

speakAlso({ ru: usageRu, en: usageEn });

export function UsageTab({ id }: { id: string }) {
  const { t } = useTranslation();
  const { http } = useTools();
  const route = useRoute();
  const days = daysFrom(useHere().query);
  const since = useMemo(() => sinceOf(days, new Date()), [days]);
  const load = useCallback(() => analytics(http, id, since), [http, id, since]);
  return (
    <>
      <div className={office.top}>
        <p className={office.quiet}>{t("usage.hint")}</p>
        <PeriodChoice
          label={t("usage.period")}
          days={days}
          set={(chosen) => route.set({ days: chosen }, "replace")}
        />
      </div>
      <WhenHere loading={useLoading(load)}>{(found) => <Found found={found} />}</WhenHere>
    </>
  );
}

function Found({ found }: { found: Analytics }) {
  const { t } = useTranslation();
  const { total, days, sources, builds } = found;
  if (isEmpty(total)) {
    return <div className={office.blank}>{t("usage.none")}</div>;
  }
  return (
    <>
      <UsageTiles total={total} />
      <Days days={days} />
      <Sources sources={sources} />
      <Builds builds={builds} />
      <Codes name="refused" counts={total.refused} />
      <Codes name="error" counts={total.errors} of={total.launches} />
    </>
  );
}
