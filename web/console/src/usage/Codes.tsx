/** Why did it not open, and what failed while it was open? */

import { useLanguage } from "@chatserver/ui";
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import office from "../office.module.css";
import { amount, part, share } from "../reports/amounts.ts";
import css from "../reports/reports.module.css";
import type { CodeCount } from "./api.ts";
import { codeName } from "./codeName.ts";

interface CodesProps {
  name: "refused" | "error";
  counts: readonly CodeCount[];
  /** Of how many launches. */
  of?: number;
}

export function Codes({ name, counts, of }: CodesProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const most = Math.max(1, ...counts.map(({ launches }) => launches));
  if (counts.length === 0) {
    return null;
  }
  return (
    <section className={css.behind}>
      <h2>{t(`usage.${name}`)}</h2>
      <p className={`${office.quiet} ${css.note}`}>{t(`usage.${name}.hint`)}</p>
      <div className={office.scroll}>
        <Table data-testid={`usage-${name}`}>
          <Table.Tbody>
            {counts.map(({ code, launches }) => (
              <Table.Tr key={code}>
                <Table.Th scope="row" title={code}>
                  {codeName(t, name, code)}
                </Table.Th>
                <Table.Td>
                  <span className={css.bar} style={part(launches / most)}>
                    {amount(launches, language)}
                  </span>
                </Table.Td>
                {of === undefined ? null : <Table.Td>{share(launches, of, language)}</Table.Td>}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}
