/** How is a table of launches drawn, with its name and a bar in each line? */

import { useLanguage } from "@chatserver/ui";
import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import office from "../office.module.css";
import { amount, part } from "../reports/amounts.ts";
import css from "../reports/reports.module.css";

interface UsageTableProps {
  name: "sources" | "builds" | "refused" | "error";
  hint?: string;
  columns?: readonly ("source" | "build" | "launches" | "clients" | "median" | "p75" | "errors")[];
  children: ReactNode;
}

export function UsageTable({ name, hint, columns, children }: UsageTableProps) {
  const { t } = useTranslation();
  const wide = columns !== undefined && columns.length > 3;
  return (
    <section className={css.behind}>
      <h2>{t(`usage.${name}`)}</h2>
      {hint === undefined ? null : <p className={`${office.quiet} ${css.note}`}>{hint}</p>}
      <div className={office.scroll}>
        <Table className={(wide && css.table) || ""} data-testid={`usage-${name}`}>
          {columns === undefined ? null : (
            <Table.Thead>
              <Table.Tr>
                {columns.map((column) => (
                  <Table.Th key={column}>{t(`usage.column.${column}`)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
          )}
          <Table.Tbody>{children}</Table.Tbody>
        </Table>
      </div>
    </section>
  );
}

interface Launched {
  launches: number;
}

/** A cell: so many launches, as long as it is beside the most of all lines. */
export function LaunchesCell({ launches, all }: Launched & { all: readonly Launched[] }) {
  const { language } = useLanguage();
  const most = Math.max(1, ...all.map((one) => one.launches));
  return (
    <Table.Td>
      <span className={css.bar} style={part(launches / most)}>
        {amount(launches, language)}
      </span>
    </Table.Td>
  );
}
