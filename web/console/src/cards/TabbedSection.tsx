/** What frames a section of several pages: its heading, and a tab for each that this employee may open. */

import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import css from "../office.module.css";
import { useHere } from "../route.ts";
import type { Section } from "../sections.ts";
import { PageName } from "../title.tsx";
import { useTools } from "../tools.tsx";
import { AddressTabs } from "./AddressTabs.tsx";

export interface SectionTab {
  name: string;
  /** One of these permissions opens it; none: everybody may look. */
  needs: readonly string[];
  Page: ComponentType;
}

interface TabbedSectionProps {
  section: Section;
  /** In place of the section's own name. */
  title?: string | undefined;
  /** What the words of its tabs begin with. */
  word: string;
  tabs: readonly SectionTab[];
}

export function TabbedSection({ section, title, word, tabs }: TabbedSectionProps) {
  const { t } = useTranslation();
  const { permissions = [] } = useTools().me;
  const open = tabs.filter(
    ({ needs }) => needs.length === 0 || needs.some((one) => permissions.includes(one)),
  );
  const named = useHere().path[1];
  const shown = open.find(({ name }) => name === named) ?? open[0];
  return (
    <main className={css.page}>
      <div className={css.inner}>
        <div className={css.top}>
          <h1>{title ?? t(`section.${section}`)}</h1>
        </div>
        {shown === undefined ? null : <PageName name={t(`${word}.${shown.name}`)} />}
        <AddressTabs
          at={[section]}
          tabs={open.map(({ name, Page }) => ({
            name,
            label: t(`${word}.${name}`),
            panel: <Page />,
          }))}
        />
      </div>
    </main>
  );
}
