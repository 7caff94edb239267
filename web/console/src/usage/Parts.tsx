/** By which ways was it opened, and which builds? */

import { useLanguage } from "@chatserver/ui";
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import office from "../office.module.css";
import { amount, moment } from "../reports/amounts.ts";
import css from "../reports/reports.module.css";
import type { Analytics } from "./api.ts";
import { codeName } from "./codeName.ts";
import { LaunchesCell, UsageTable } from "./UsageTable.tsx";

export function Sources({ sources }: Pick<Analytics, "sources">) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return sources.length === 0 ? null : (
    <UsageTable name="sources" columns={["source", "launches", "clients"]}>
      {sources.map(({ source, launches, clients }) => (
        <Table.Tr key={source}>
          <Table.Th scope="row">{codeName(t, "source", source)}</Table.Th>
          <LaunchesCell launches={launches} all={sources} />
          <Table.Td>{amount(clients, language)}</Table.Td>
        </Table.Tr>
      ))}
    </UsageTable>
  );
}

export function Builds({ builds }: Pick<Analytics, "builds">) {
  const { language } = useLanguage();
  return builds.length === 0 ? null : (
    <UsageTable name="builds" columns={["build", "launches", "clients", "median", "p75", "errors"]}>
      {builds.map(({ build, digest, launches, clients, load, errors }) => (
        <Table.Tr key={build}>
          <Table.Th scope="row" className={office.code} title={digest}>
            {digest.slice(0, 12)}
          </Table.Th>
          <LaunchesCell launches={launches} all={builds} />
          <Table.Td>{amount(clients, language)}</Table.Td>
          <Table.Td>{moment(load.median_ms, language)}</Table.Td>
          <Table.Td>{moment(load.p75_ms, language)}</Table.Td>
          <Table.Td className={css.words ?? ""}>
            {errors.map((one) => `${one.code}: ${amount(one.launches, language)}`).join(", ") ||
              "–"}
          </Table.Td>
        </Table.Tr>
      ))}
    </UsageTable>
  );
}
