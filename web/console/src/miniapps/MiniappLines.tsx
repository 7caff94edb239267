/** How do mini-apps stand in a list? */

import { fullTime, useLanguage } from "@chatserver/ui";
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import own from "../cards/cards.module.css";
import { Line, Lines } from "../cards/Lines.tsx";
import { Link } from "../Link.tsx";
import { type Category, categoryName, type Line as Listed } from "./api.ts";
import { StatusBadge } from "./StatusBadge.tsx";

interface MiniappLinesProps {
  /** Where their cards stand in the console. */
  at: readonly string[];
  lines: readonly Listed[];
  categories: Category[];
}

export function MiniappLines({ at, lines, categories }: MiniappLinesProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <Lines
      testId="miniapps"
      heads={["name", "status", "category", "updated"].map((column) => t(`miniapp.${column}`))}
    >
      {lines.map((line) => (
        <Line key={line.id} path={[...at, line.id]}>
          <Table.Td miw="9em">
            <Link path={[...at, line.id]}>{line.name}</Link>
          </Table.Td>
          <Table.Td>
            <StatusBadge status={line.status} suspended={line.suspended} />
          </Table.Td>
          <Table.Td>{categoryName(categories, line.category, language)}</Table.Td>
          <Table.Td className={own.count}>{fullTime(line.updated_at, language)}</Table.Td>
        </Line>
      ))}
    </Lines>
  );
}
