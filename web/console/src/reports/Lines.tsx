/** Which day, product, topic or department has which figures? */

import { useLanguage } from "@chatserver/ui";
import { Table, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import office from "../office.module.css";
import { useRoute } from "../route.ts";
import { amount, dayName, part, share } from "./amounts.ts";
import { type Group, type Line, listed } from "./api.ts";
import { Rated } from "./Rated.tsx";
import css from "./reports.module.css";
import { Waited } from "./Waited.tsx";

interface LinesProps {
  by: Group;
  lines: readonly Line[];
  /** The one whose dialogs are listed. */
  chosen: string | null;
}

export function Lines({ by, lines, chosen }: LinesProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const route = useRoute();
  // The server tells days in their order; who looks here asks for the last ones first.
  const shown = by === "day" ? lines.toReversed() : lines;
  const most = Math.max(1, ...lines.map(({ figures }) => figures.dialogs));
  const asks = lines.some(({ figures }) => figures.ratings.asked > 0);
  if (lines.length === 0) {
    return <div className={office.blank}>{t("report.none")}</div>;
  }
  return (
    <div className={office.scroll}>
      <Table className={css.table ?? ""} data-testid="report">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t(`report.head.${by}`)}</Table.Th>
            {(
              ["dialogs", "answered", "wait", "p90", "solved", "no_answer", "timeout"] as const
            ).map((name) => (
              <Table.Th key={name}>{t(`report.column.${name}`)}</Table.Th>
            ))}
            {asks ? <Table.Th>{t("report.column.rating")}</Table.Th> : null}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map(({ id, name, figures }) => (
            <Table.Tr key={id} data-chosen={id === chosen || undefined}>
              <Table.Th scope="row">
                {listed(by) ? (
                  <UnstyledButton
                    className={css.line ?? ""}
                    aria-pressed={id === chosen}
                    onClick={() => route.set({ line: id === chosen ? null : id }, "replace")}
                  >
                    {name === id ? t("report.gone") : name}
                  </UnstyledButton>
                ) : (
                  dayName(name, language)
                )}
              </Table.Th>
              <Table.Td>
                <span className={css.bar} style={part(figures.dialogs / most)}>
                  {amount(figures.dialogs, language)}
                </span>
              </Table.Td>
              <Table.Td>{share(figures.answered, figures.handed, language)}</Table.Td>
              <Table.Td>
                <Waited felt={figures.wait.median_s} inHours={figures.wait_in_hours.median_s} />
              </Table.Td>
              <Table.Td>
                <Waited felt={figures.wait.p90_s} inHours={figures.wait_in_hours.p90_s} />
              </Table.Td>
              <Table.Td>{amount(figures.solved, language)}</Table.Td>
              <Table.Td>{amount(figures.no_answer, language)}</Table.Td>
              <Table.Td>{amount(figures.timeout, language)}</Table.Td>
              {asks ? (
                <Table.Td>
                  <Rated ratings={figures.ratings} />
                </Table.Td>
              ) : null}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
