/** Which mini-apps does the organisation have? The one that changed last stands first. */

import { fullTime, IconPlus, useLanguage } from "@chatserver/ui";
import { Button, Group, Table } from "@mantine/core";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "../Link.tsx";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useRoute } from "../route.ts";
import { RulesButton } from "../rules/RulesButton.tsx";
import { useTools } from "../tools.tsx";
import { type Category, categoryName, type Line, type Miniapps } from "./api.ts";
import { RegisterModal } from "./RegisterModal.tsx";
import { StatusBadge } from "./StatusBadge.tsx";

export function MiniappList({ miniapps }: { miniapps: Miniapps }) {
  const { t } = useTranslation();
  const { me } = useTools();
  const [adding, setAdding] = useState(false);
  const loading = useLoading(
    useCallback(() => Promise.all([miniapps.list(), miniapps.categories()]), [miniapps]),
  );
  const mayEdit = me.permissions?.includes("miniapps.edit") === true;
  return (
    <main className={css.page}>
      <div className={css.inner}>
        <div className={css.top}>
          <h1>{t("section.miniapps")}</h1>
          <Group gap="xs" className={css.push ?? ""}>
            <RulesButton />
            {mayEdit ? (
              <Button leftSection={<IconPlus size={17} />} onClick={() => setAdding(true)}>
                {t("miniapp.add")}
              </Button>
            ) : null}
          </Group>
        </div>
        <WhenHere loading={loading}>
          {([lines, categories]) =>
            lines.length === 0 ? (
              <div className={css.blank}>
                <span>{t(mayEdit ? "miniapp.none.add" : "miniapp.none")}</span>
              </div>
            ) : (
              <Lines lines={lines} categories={categories} />
            )
          }
        </WhenHere>
      </div>
      {adding ? <RegisterModal miniapps={miniapps} close={() => setAdding(false)} /> : null}
    </main>
  );
}

function Lines({ lines, categories }: { lines: Line[]; categories: Category[] }) {
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
                  route.go(["miniapps", line.id]);
                }
              }}
            >
              <Table.Td miw="9em">
                <Link path={["miniapps", line.id]}>{line.name}</Link>
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
