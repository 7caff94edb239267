/** Which departments answer clients? */

import type { Named } from "@chatserver/protocol";
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "../Link.tsx";
import css from "../office.module.css";
import { useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { CardTab } from "./CardTab.tsx";
import { DepartmentCard } from "./DepartmentCard.tsx";

export function Departments() {
  const { directory } = useTools();
  return (
    <CardTab
      path="departments"
      word="department"
      Lines={Lines}
      Open={DepartmentCard}
      changed={() => directory.forget("departments")}
    />
  );
}

function Lines({ lines }: { lines: readonly Named[] }) {
  const { t, i18n } = useTranslation();
  const order = new Intl.Collator(i18n.language);
  const route = useRoute();
  if (lines.length === 0) {
    return <div className={css.blank}>{t("department.none")}</div>;
  }
  return (
    <div className={css.scroll}>
      <Table verticalSpacing="sm" horizontalSpacing="md" data-testid="departments">
        <Table.Tbody>
          {lines
            .toSorted((a, b) => order.compare(a.name, b.name))
            .map(({ id, name }) => (
              <Table.Tr
                key={id}
                style={{ cursor: "pointer" }}
                onClick={(event) => {
                  if (!event.defaultPrevented) {
                    route.go(["staff", "departments", id]);
                  }
                }}
              >
                <Table.Td>
                  <Link path={["staff", "departments", id]}>{name}</Link>
                </Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
