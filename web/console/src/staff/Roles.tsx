/** Which roles are there, and what may who has them do? */

import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "../Link.tsx";
import css from "../office.module.css";
import { useRoute } from "../route.ts";
import type { Role } from "./api.ts";
import { CardTab } from "./CardTab.tsx";
import { RoleCard } from "./RoleCard.tsx";
import { ACCESS } from "./role.ts";
import own from "./staff.module.css";

export function Roles() {
  return <CardTab path="roles" word="role" Lines={Lines} Open={RoleCard} />;
}

/** So many accesses are named in a line. */
const NAMED = 3;

function Lines({ lines }: { lines: readonly Role[] }) {
  const { t } = useTranslation();
  const route = useRoute();
  return (
    <div className={`${css.scroll} ${own.lines}`}>
      <Table verticalSpacing="sm" horizontalSpacing="md" data-testid="roles">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("role.one")}</Table.Th>
            <Table.Th>{t("role.permissions")}</Table.Th>
            <Table.Th>{t("role.people")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((role) => (
            <Table.Tr
              key={role.id}
              style={{ cursor: "pointer" }}
              onClick={(event) => {
                if (!event.defaultPrevented) {
                  route.go(["staff", "roles", role.id]);
                }
              }}
            >
              <Table.Td>
                <Link path={["staff", "roles", role.id]}>{role.name}</Link>
              </Table.Td>
              <Table.Td>
                <Summary role={role} />
              </Table.Td>
              <Table.Td className={own.count}>{t("role.people", { count: role.people })}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Summary({ role }: { role: Role }) {
  const { t } = useTranslation();
  if (role.administrator) {
    return t("role.everything");
  }
  const chosen = Object.values(ACCESS)
    .flat()
    .filter((access) => role.permissions.includes(access));
  if (chosen.length === 0) {
    return t("role.nothing");
  }
  const told = chosen.slice(0, NAMED).map((access) => t(`access.${access}`));
  const more = chosen.length - told.length;
  return told.join("; ") + (more > 0 ? ` ${t("reach.more", { count: more })}` : "");
}
