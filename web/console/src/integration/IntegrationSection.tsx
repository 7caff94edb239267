/** How do the organisation's own systems come in, and where do they hear of what happens? */

import { speakAlso } from "@chatserver/ui";
import { Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "../office.module.css";
import { useHere, useRoute } from "../route.ts";
import { integrationEn } from "../words/integration.en.ts";
import { integrationRu } from "../words/integration.ru.ts";
import { webhooksEn } from "../words/webhooks.en.ts";
import { webhooksRu } from "../words/webhooks.ru.ts";
import { ApiKeys } from "./ApiKeys.tsx";
import { Webhooks } from "./Webhooks.tsx";

speakAlso({ ru: { ...integrationRu, ...webhooksRu }, en: { ...integrationEn, ...webhooksEn } });

const TABS = [
  { name: "keys", Page: ApiKeys },
  { name: "webhooks", Page: Webhooks },
] as const;

export default function IntegrationSection() {
  const { t } = useTranslation();
  const route = useRoute();
  const [, named] = useHere().path;
  return (
    <main className={css.page}>
      <div className={css.inner}>
        <div className={css.top}>
          <h1>{t("section.integration")}</h1>
        </div>
        <Tabs
          value={TABS.find(({ name }) => name === named)?.name ?? "keys"}
          onChange={(name) => route.go(["integration", ...(name === null ? [] : [name])])}
          keepMounted={false}
        >
          <Tabs.List className={css.tabs ?? ""} mb="md">
            {TABS.map(({ name }) => (
              <Tabs.Tab key={name} value={name}>
                {t(`integration.tab.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {TABS.map(({ name, Page }) => (
            <Tabs.Panel key={name} value={name}>
              <Page />
            </Tabs.Panel>
          ))}
        </Tabs>
      </div>
    </main>
  );
}
