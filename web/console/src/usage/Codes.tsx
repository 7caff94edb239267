/** Why did it not open, and what failed while it was open? */

import { useLanguage } from "@chatserver/ui";
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { share } from "../reports/amounts.ts";
import type { CodeCount } from "./api.ts";
import { codeName } from "./codeName.ts";
import { LaunchesCell, UsageTable } from "./UsageTable.tsx";

interface CodesProps {
  name: "refused" | "error";
  counts: readonly CodeCount[];
  /** Of how many launches. */
  of?: number;
}

export function Codes({ name, counts, of }: CodesProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return counts.length === 0 ? null : (
    <UsageTable name={name} hint={t(`usage.${name}.hint`)}>
      {counts.map(({ code, launches }) => (
        <Table.Tr key={code}>
          <Table.Th scope="row" title={code}>
            {codeName(t, name, code)}
          </Table.Th>
          <LaunchesCell launches={launches} all={counts} />
          {of === undefined ? null : <Table.Td>{share(launches, of, language)}</Table.Td>}
        </Table.Tr>
      ))}
    </UsageTable>
  );
}
