/** Which roles are there, and what may who has them do? */

import { IconPlus } from "@chatserver/ui";
import { Button, Group, Table } from "@mantine/core";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "../Link.tsx";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useHere, useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { Cards, type Role } from "./api.ts";
import { CardSheet } from "./CardSheet.tsx";
import { RoleCard } from "./RoleCard.tsx";
import { ACCESS } from "./role.ts";
import own from "./staff.module.css";
import { useLineGone } from "./useLineGone.ts";

export function Roles() {
  const { t } = useTranslation();
  const { http } = useTools();
  const route = useRoute();
  const [, , id = null] = useHere().path;
  const cards = useMemo(() => new Cards<Role>(http, "roles"), [http]);
  const loading = useLoading(useCallback(() => http.all<Role>("roles"), [http]));
  const { to, mark } = useLineGone(loading.now);
  const close = () => route.go(["staff", "roles"]);
  const done = () => {
    loading.reload();
    close();
  };
  return (
    <WhenHere loading={loading}>
      {(roles) => (
        <>
          <Group justify="flex-end" mb="sm">
            <Button
              ref={to}
              leftSection={<IconPlus size={17} />}
              onClick={() => route.go(["staff", "roles", "new"])}
            >
              {t("role.add")}
            </Button>
          </Group>
          <Lines roles={roles} />
          <CardSheet
            id={id}
            title={roles.find((one) => one.id === id)?.name ?? t(titleOf(id))}
            cards={cards}
            close={close}
          >
            {({ card, typing }) => (
              <RoleCard
                card={card}
                cards={cards}
                close={close}
                done={done}
                removed={() => {
                  mark();
                  done();
                }}
                typing={typing}
              />
            )}
          </CardSheet>
        </>
      )}
    </WhenHere>
  );
}

function titleOf(id: string | null): string {
  return id === "new" ? "role.new" : "role.one";
}

/** So many accesses are named in a line. */
const NAMED = 3;

function Lines({ roles }: { roles: readonly Role[] }) {
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
          {roles.map((role) => (
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
