/** How do mini-apps stand in a list? */

import { fullTime, useLanguage } from "@chatserver/ui";
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "../Link.tsx";
import css from "../office.module.css";
import { useRoute } from "../route.ts";
import { type Category, categoryName, type Line } from "./api.ts";
import { StatusBadge } from "./StatusBadge.tsx";

interface MiniappLinesProps {
  /** Where their cards stand in the console. */
  at: readonly string[];
  lines: readonly Line[];
  categories: Category[];
}

export function MiniappLines({ at, lines, categories }: MiniappLinesProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const route = useRoute();
  return (
    <div className={css.scroll}>
      <Table verticalSpacing="sm" horizontalSpacing="md" data-testid="miniapps">
        <Table.Thead>
          <Table.Tr>
            {["name", "status", "category", "updated"].map((column) => (
              <Table.Th key={column}>{t(`miniapp.${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line) => (
            <Table.Tr
              key={line.id}
              style={{ cursor: "pointer" }}
              onClick={(event) => {
                if (!event.defaultPrevented) {
                  route.go([...at, line.id]);
                }
              }}
            >
              <Table.Td miw="9em">
                <Link path={[...at, line.id]}>{line.name}</Link>
              </Table.Td>
              <Table.Td>
                <StatusBadge status={line.status} suspended={line.suspended} />
              </Table.Td>
              <Table.Td>{categoryName(categories, line.category, language)}</Table.Td>
              <Table.Td style={{ whiteSpace: "nowrap" }}>
                {fullTime(line.updated_at, language)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
