/** Which departments answer clients? */

import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CardTab } from "../cards/CardTab.tsx";
import { Line, Lines } from "../cards/Lines.tsx";
import { Link } from "../Link.tsx";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import type { Department } from "./api.ts";
import { DepartmentCard } from "./DepartmentCard.tsx";

export function Departments() {
  const { directory } = useTools();
  return (
    <CardTab
      at={["staff", "departments"]}
      path="departments"
      word="department"
      Lines={DepartmentLines}
      Open={DepartmentCard}
      changed={() => directory.forget("departments")}
    />
  );
}

function DepartmentLines({ lines }: { lines: readonly Department[] }) {
  const { t, i18n } = useTranslation();
  const order = new Intl.Collator(i18n.language);
  if (lines.length === 0) {
    return <div className={css.blank}>{t("department.none")}</div>;
  }
  return (
    <Lines testId="departments">
      {lines
        .toSorted((a, b) => order.compare(a.name, b.name))
        .map(({ id, name }) => (
          <Line key={id} path={["staff", "departments", id]}>
            <Table.Td>
              <Link path={["staff", "departments", id]}>{name}</Link>
            </Table.Td>
          </Line>
        ))}
    </Lines>
  );
}
