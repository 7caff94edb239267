/** Which roles are there, and what may who has them do? */

import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CardTab } from "../cards/CardTab.tsx";
import own from "../cards/cards.module.css";
import { Line, Lines } from "../cards/Lines.tsx";
import { Link } from "../Link.tsx";
import type { Role } from "./api.ts";
import { useCrew } from "./crew.ts";
import { RoleCard } from "./RoleCard.tsx";

export function Roles() {
  const { section, roles } = useCrew();
  return (
    <CardTab at={[section, "roles"]} path={roles} word="role" Lines={RoleLines} Open={RoleCard} />
  );
}

/** So many accesses are named in a line. */
const NAMED = 3;

function RoleLines({ lines }: { lines: readonly Role[] }) {
  const { t } = useTranslation();
  const { section } = useCrew();
  return (
    <Lines testId="roles" heads={[t("role.one"), t("role.permissions"), t("role.people")]}>
      {lines.map((role) => (
        <Line key={role.id} path={[section, "roles", role.id]}>
          <Table.Td>
            <Link path={[section, "roles", role.id]}>{role.name}</Link>
          </Table.Td>
          <Table.Td>
            <Summary role={role} />
          </Table.Td>
          <Table.Td className={own.count}>{t("role.people", { count: role.people })}</Table.Td>
        </Line>
      ))}
    </Lines>
  );
}

function Summary({ role }: { role: Role }) {
  const { t } = useTranslation();
  const { access: groups } = useCrew();
  if (role.administrator) {
    return t("role.everything");
  }
  const chosen = Object.values(groups)
    .flat()
    .filter((access) => role.permissions.includes(access));
  if (chosen.length === 0) {
    return t("role.nothing");
  }
  const told = chosen.slice(0, NAMED).map((access) => t(`access.${access}`));
  const more = chosen.length - told.length;
  return told.join("; ") + (more > 0 ? ` ${t("reach.more", { count: more })}` : "");
}
