/** How was it used on each day? */

import { useLanguage } from "@chatserver/ui";
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import office from "../office.module.css";
import { amount, dayName, moment, part } from "../reports/amounts.ts";
import css from "../reports/reports.module.css";
import { closed, type Day } from "./api.ts";

const COLUMNS = [
  "launches",
  "clients",
  "load",
  "accepted",
  "declined",
  "sent",
  "opened",
  "closed",
] as const;

export function Days({ days }: { days: readonly Day[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const most = Math.max(1, ...days.map(({ figures }) => figures.launches));
  const number = (many: number) => amount(many, language);
  return (
    <div className={office.scroll}>
      <Table className={css.table ?? ""} data-testid="usage-days">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("usage.column.day")}</Table.Th>
            {COLUMNS.map((name) => (
              <Table.Th key={name}>{t(`usage.column.${name}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {/* The server tells days in their order; who looks here asks for the last ones first. */}
          {days.toReversed().map(({ date, figures }) => (
            <Table.Tr key={date}>
              <Table.Th scope="row">{dayName(date, language)}</Table.Th>
              <Table.Td>
                <span className={css.bar} style={part(figures.launches / most)}>
                  {number(figures.launches)}
                </span>
              </Table.Td>
              <Table.Td>{number(figures.clients)}</Table.Td>
              <Table.Td>{moment(figures.load.p75_ms, language)}</Table.Td>
              <Table.Td>{number(figures.offers.accepted)}</Table.Td>
              <Table.Td>{number(figures.offers.declined)}</Table.Td>
              <Table.Td>{number(figures.pushes.sent)}</Table.Td>
              <Table.Td>{number(figures.pushes.opened)}</Table.Td>
              <Table.Td>{number(closed(figures.refused))}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
