/** By which ways was it opened, and which builds? */

import { useLanguage } from "@chatserver/ui";
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import office from "../office.module.css";
import { amount, moment, part } from "../reports/amounts.ts";
import css from "../reports/reports.module.css";
import type { Analytics } from "./api.ts";
import { codeName } from "./codeName.ts";

export function Sources({ sources }: Pick<Analytics, "sources">) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const most = Math.max(1, ...sources.map(({ launches }) => launches));
  if (sources.length === 0) {
    return null;
  }
  return (
    <section className={css.behind}>
      <h2>{t("usage.sources")}</h2>
      <div className={office.scroll}>
        <Table data-testid="usage-sources">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("usage.column.source")}</Table.Th>
              <Table.Th>{t("usage.column.launches")}</Table.Th>
              <Table.Th>{t("usage.column.clients")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sources.map(({ source, launches, clients }) => (
              <Table.Tr key={source}>
                <Table.Th scope="row">{codeName(t, "source", source)}</Table.Th>
                <Table.Td>
                  <span className={css.bar} style={part(launches / most)}>
                    {amount(launches, language)}
                  </span>
                </Table.Td>
                <Table.Td>{amount(clients, language)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}

export function Builds({ builds }: Pick<Analytics, "builds">) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const most = Math.max(1, ...builds.map(({ launches }) => launches));
  if (builds.length === 0) {
    return null;
  }
  return (
    <section className={css.behind}>
      <h2>{t("usage.builds")}</h2>
      <div className={office.scroll}>
        <Table className={css.table ?? ""} data-testid="usage-builds">
          <Table.Thead>
            <Table.Tr>
              {(["build", "launches", "clients", "median", "p75", "errors"] as const).map(
                (name) => (
                  <Table.Th key={name}>{t(`usage.column.${name}`)}</Table.Th>
                ),
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {builds.map(({ build, digest, launches, clients, load, errors }) => (
              <Table.Tr key={build}>
                <Table.Th scope="row" className={office.code} title={digest}>
                  {digest.slice(0, 12)}
                </Table.Th>
                <Table.Td>
                  <span className={css.bar} style={part(launches / most)}>
                    {amount(launches, language)}
                  </span>
                </Table.Td>
                <Table.Td>{amount(clients, language)}</Table.Td>
                <Table.Td>{moment(load.median_ms, language)}</Table.Td>
                <Table.Td>{moment(load.p75_ms, language)}</Table.Td>
                <Table.Td className={css.words ?? ""}>
                  {errors
                    .map((one) => `${one.code}: ${amount(one.launches, language)}`)
                    .join(", ") || "–"}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}
