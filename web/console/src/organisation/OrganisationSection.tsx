/** How does the organisation want to be served, what has it bought, and who changed what? */

import { speakAlso } from "@chatserver/ui";
import { Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "../office.module.css";
import { useHere, useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { organisationEn } from "../words/organisation.en.ts";
import { organisationRu } from "../words/organisation.ru.ts";
import { AuditLog } from "./AuditLog.tsx";
import { Licences } from "./Licences.tsx";
import { Settings } from "./Settings.tsx";

speakAlso({ ru: organisationRu, en: organisationEn });

/** Each with the permission that it takes; null: everybody may look. */
const TABS = [
  { name: "settings", needs: null, Page: Settings },
  { name: "licences", needs: "miniapps.view", Page: Licences },
  { name: "audit", needs: "audit.view", Page: AuditLog },
] as const;

export default function OrganisationSection() {
  const { t } = useTranslation();
  const { me } = useTools();
  const route = useRoute();
  const [, named] = useHere().path;
  const tabs = TABS.filter(({ needs }) => needs === null || me.permissions?.includes(needs));
  const shown = tabs.find(({ name }) => name === named) ?? tabs[0];
  return (
    <main className={css.page}>
      <div className={css.inner}>
        <div className={css.top}>
          <h1>{me.org?.name ?? t("section.organisation")}</h1>
        </div>
        <Tabs
          value={shown?.name ?? null}
          onChange={(name) => route.go(["organisation", ...(name === null ? [] : [name])])}
          keepMounted={false}
        >
          <Tabs.List className={css.tabs ?? ""} mb="md">
            {tabs.map(({ name }) => (
              <Tabs.Tab key={name} value={name}>
                {t(`org.tab.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {tabs.map(({ name, Page }) => (
            <Tabs.Panel key={name} value={name}>
              <Page />
            </Tabs.Panel>
          ))}
        </Tabs>
      </div>
    </main>
  );
}
