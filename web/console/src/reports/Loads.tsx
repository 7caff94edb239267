/** What had each employee to do, and how soon did they answer? */

import { useLanguage } from "@chatserver/ui";
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import office from "../office.module.css";
import { amount, part, share } from "./amounts.ts";
import type { Load } from "./api.ts";
import { Rated } from "./Rated.tsx";
import css from "./reports.module.css";
import { Waited } from "./Waited.tsx";

export function Loads({ loads }: { loads: readonly Load[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const most = Math.max(1, ...loads.map(({ handed }) => handed));
  const asks = loads.some(({ ratings }) => ratings.asked > 0);
  if (loads.length === 0) {
    return <div className={office.blank}>{t("report.none")}</div>;
  }
  return (
    <>
      <p className={`${office.quiet} ${css.note}`}>{t("report.staff.hint")}</p>
      <div className={office.scroll}>
        <Table className={css.table ?? ""} data-testid="loads">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("report.head.staff")}</Table.Th>
              {(["handed", "answered", "wait", "p90", "closed", "passed_on"] as const).map(
                (name) => (
                  <Table.Th key={name}>{t(`report.column.${name}`)}</Table.Th>
                ),
              )}
              {asks ? <Table.Th>{t("report.column.rating")}</Table.Th> : null}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {loads.map((one) => (
              <Table.Tr key={one.id}>
                <Table.Th scope="row">{one.name}</Table.Th>
                <Table.Td>
                  <span className={css.bar} style={part(one.handed / most)}>
                    {amount(one.handed, language)}
                  </span>
                </Table.Td>
                <Table.Td>{share(one.answered, one.handed, language)}</Table.Td>
                <Table.Td>
                  <Waited felt={one.wait.median_s} inHours={one.wait_in_hours.median_s} />
                </Table.Td>
                <Table.Td>
                  <Waited felt={one.wait.p90_s} inHours={one.wait_in_hours.p90_s} />
                </Table.Td>
                <Table.Td>{amount(one.closed, language)}</Table.Td>
                <Table.Td>{amount(one.passed_on, language)}</Table.Td>
                {asks ? (
                  <Table.Td>
                    <Rated ratings={one.ratings} />
                  </Table.Td>
                ) : null}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </>
  );
}
