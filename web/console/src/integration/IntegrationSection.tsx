/** How do the organisation's own systems come in? */

import { speakAlso } from "@chatserver/ui";
import { useTranslation } from "react-i18next";
import css from "../office.module.css";
import { integrationEn } from "../words/integration.en.ts";
import { integrationRu } from "../words/integration.ru.ts";
import { ApiKeys } from "./ApiKeys.tsx";

speakAlso({ ru: integrationRu, en: integrationEn });

export default function IntegrationSection() {
  const { t } = useTranslation();
  return (
    <main className={css.page}>
      <div className={css.inner}>
        <div className={css.top}>
          <h1>{t("section.integration")}</h1>
        </div>
        <ApiKeys />
      </div>
    </main>
  );
}
