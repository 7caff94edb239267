/** How does the work on chats go: how many dialogs, how they ended, how long people waited? */

import { speakAlso } from "@chatserver/ui";
import { Tabs } from "@mantine/core";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { TabList } from "../cards/TabList.tsx";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useHere, useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { reportsEn } from "../words/reports.en.ts";
import { reportsRu } from "../words/reports.ru.ts";
import { type Asked, askedFrom, DAYS, dialogReport, GROUPS, loads, sinceOf } from "./api.ts";
import { Episodes } from "./Episodes.tsx";
import { Lines } from "./Lines.tsx";
import { Loads } from "./Loads.tsx";
import { PeriodChoice } from "./PeriodChoice.tsx";
import { Scores } from "./Rated.tsx";
import { Tiles } from "./Tiles.tsx";

speakAlso({ ru: reportsRu, en: reportsEn });

export default function ReportSection() {
  const { t } = useTranslation();
  const route = useRoute();
  const { query } = useHere();
  const said = JSON.stringify(askedFrom(query));
  const asked = useMemo(() => JSON.parse(said) as Asked, [said]);
  const since = useMemo(() => sinceOf(asked.days, new Date()), [asked.days]);
  // What was looked at closely belongs to the figures that stood there.
  const set = (change: { days?: string; by?: string }) =>
    route.set({ line: null, unanswered: null, score: null, ...change }, "replace");
  return (
    <main className={css.page}>
      <div className={css.inner}>
        <div className={css.top}>
          <h1>{t("section.reports")}</h1>
          <PeriodChoice
            label={t("report.period")}
            days={asked.days}
            set={(days) => set({ days })}
          />
        </div>
        <Tabs value={asked.by} onChange={(by) => by !== null && set({ by })} keepMounted={false}>
          <TabList
            shown={asked.by}
            tabs={GROUPS.map((name) => ({ name, label: t(`report.by.${name}`) }))}
          />
          {GROUPS.map((group) => (
            <Tabs.Panel key={group} value={group}>
              {group === "staff" ? (
                <ByStaff since={since} />
              ) : (
                <ByGroup asked={asked} since={since} />
              )}
            </Tabs.Panel>
          ))}
        </Tabs>
      </div>
    </main>
  );
}

function ByGroup({ asked, since }: { asked: Asked; since: string }) {
  const { t } = useTranslation();
  const { http } = useTools();
  const { by, days } = asked;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the line that is looked at is no part of the question
  const load = useCallback(() => dialogReport(http, asked, since), [http, by, days, since]);
  return (
    <WhenHere loading={useLoading(load)}>
      {(report) =>
        report.total.dialogs === 0 ? (
          // A page of noughts and dashes would say the same, and less.
          <div className={css.blank}>
            {t("report.none")} {days === DAYS.at(-1) ? null : t("report.none.hint")}
          </div>
        ) : (
          <>
            <Tiles total={report.total} />
            <Scores ratings={report.total.ratings} chosen={asked.score} />
            <Lines by={by} lines={report.lines} chosen={asked.line} />
            <Episodes asked={asked} since={since} lines={report.lines} />
          </>
        )
      }
    </WhenHere>
  );
}

function ByStaff({ since }: { since: string }) {
  const { http } = useTools();
  const load = useCallback(() => loads(http, since), [http, since]);
  return <WhenHere loading={useLoading(load)}>{(found) => <Loads loads={found} />}</WhenHere>;
}
