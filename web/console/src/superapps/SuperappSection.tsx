/** In which superapps do clients meet us, and with which keys do their back ends come? */

import { speakAlso } from "@chatserver/ui";
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CardTab } from "../cards/CardTab.tsx";
import { Line, Lines } from "../cards/Lines.tsx";
import { Link } from "../Link.tsx";
import css from "../office.module.css";
import { useHere } from "../route.ts";
import { superappsEn } from "../words/superapps.en.ts";
import { superappsRu } from "../words/superapps.ru.ts";
import { SuperappCard } from "./SuperappCard.tsx";
import { SuperappPage } from "./SuperappPage.tsx";
import type { Superapp } from "./superapp.ts";

speakAlso({ ru: superappsRu, en: superappsEn });

export default function SuperappSection() {
  const { t } = useTranslation();
  const [, id, page] = useHere().path;
  return (
    <main className={css.page}>
      <div className={css.inner}>
        {id !== undefined && page !== undefined ? (
          <SuperappPage key={id} id={id} />
        ) : (
          <>
            <div className={css.top}>
              <h1>{t("section.superapps")}</h1>
            </div>
            <CardTab
              at={["superapps"]}
              path="superapps"
              word="superapps"
              Lines={SuperappLines}
              Open={SuperappCard}
            />
          </>
        )}
      </div>
    </main>
  );
}

/** So many organisations are named in a line. */
const NAMED = 3;

function SuperappLines({ lines }: { lines: readonly Superapp[] }) {
  const { t } = useTranslation();
  if (lines.length === 0) {
    return <div className={css.blank}>{t("superapps.none")}</div>;
  }
  return (
    <Lines
      testId="superapps"
      heads={["name", "kind", "orgs", "link_host", "keys.column"].map((one) =>
        t(`superapps.${one}`),
      )}
    >
      {lines.map(({ id, name, kind, orgs, link_host }) => (
        <Line key={id} path={["superapps", id]}>
          <Table.Td>
            <Link path={["superapps", id]}>{name}</Link>
          </Table.Td>
          <Table.Td>{t(`superapps.kind.${kind}`)}</Table.Td>
          <Table.Td>
            {orgs
              .slice(0, NAMED)
              .map((org) => org.name)
              .join(", ") || "–"}
            {orgs.length > NAMED ? ` ${t("superapps.more", { count: orgs.length - NAMED })}` : ""}
          </Table.Td>
          <Table.Td>{link_host || "–"}</Table.Td>
          <Table.Td>
            <Link path={["superapps", id, "keys"]}>{t("superapps.keys.show")}</Link>
          </Table.Td>
        </Line>
      ))}
    </Lines>
  );
}
