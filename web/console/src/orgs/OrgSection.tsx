/** Which organisations does the platform serve? */

import { fullTime, speakAlso, useLanguage } from "@chatserver/ui";
import { Badge, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CardTab } from "../cards/CardTab.tsx";
import { Line, Lines } from "../cards/Lines.tsx";
import { Link } from "../Link.tsx";
import css from "../office.module.css";
import { useHere } from "../route.ts";
import { useTools } from "../tools.tsx";
import { miniappsEn } from "../words/miniapps.en.ts";
import { miniappsRu } from "../words/miniapps.ru.ts";
import { organisationEn } from "../words/organisation.en.ts";
import { organisationRu } from "../words/organisation.ru.ts";
import { orgsEn } from "../words/orgs.en.ts";
import { orgsRu } from "../words/orgs.ru.ts";
import { OrgCard } from "./OrgCard.tsx";
import { OrgPage } from "./OrgPage.tsx";
import type { Org } from "./org.ts";

speakAlso({
  ru: { ...miniappsRu, ...organisationRu, ...orgsRu },
  en: { ...miniappsEn, ...organisationEn, ...orgsEn },
});

export default function OrgSection() {
  const { t } = useTranslation();
  const { me } = useTools();
  const [, id, page] = useHere().path;
  return (
    <main className={css.page}>
      <div className={css.inner}>
        {id !== undefined && page !== undefined ? (
          <OrgPage key={id} id={id} />
        ) : (
          <>
            <div className={css.top}>
              <h1>{t("section.orgs")}</h1>
            </div>
            <CardTab
              at={["orgs"]}
              path="orgs"
              word="orgs"
              Lines={OrgLines}
              Open={OrgCard}
              readOnly={me.permissions?.includes("platform.orgs") !== true}
            />
          </>
        )}
      </div>
    </main>
  );
}

function OrgLines({ lines }: { lines: readonly Org[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  if (lines.length === 0) {
    return <div className={css.blank}>{t("orgs.none")}</div>;
  }
  return (
    <Lines testId="orgs" heads={["name", "kind", "created", "more"].map((one) => t(`orgs.${one}`))}>
      {lines.map((org) => {
        const { id, name, kind, created_at, closed_at, erased_at } = org;
        return (
          <Line key={id} path={["orgs", id]} closed={closed_at !== null}>
            <Table.Td>
              <Link path={["orgs", id]}>{name}</Link>{" "}
              {closed_at === null ? null : (
                <Badge radius="sm" variant="light" color="gray" tt="none">
                  {t(erased_at === null ? "orgs.closed" : "orgs.erased")}
                </Badge>
              )}
            </Table.Td>
            <Table.Td>{t(`orgs.kind.${kind}`)}</Table.Td>
            <Table.Td>{fullTime(created_at, language)}</Table.Td>
            <Table.Td>
              <Link path={["orgs", id, "licences"]}>{t("orgs.open")}</Link>
            </Table.Td>
          </Line>
        );
      })}
    </Lines>
  );
}
