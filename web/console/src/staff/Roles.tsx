/** Which roles are there? */

import { IconPlus } from "@chatserver/ui";
import { Button, Group, Table } from "@mantine/core";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import type { Role } from "./api.ts";
import { RoleForm } from "./RoleForm.tsx";

export function Roles() {
  const { t } = useTranslation();
  const { http } = useTools();
  const [form, setForm] = useState<Role | "new" | null>(null);
  const loading = useLoading(useCallback(() => http.all<Role>("roles"), [http]));
  return (
    <WhenHere loading={loading}>
      {(roles) => (
        <>
          <Group justify="flex-end" mb="sm">
            <Button leftSection={<IconPlus size={17} />} onClick={() => setForm("new")}>
              {t("role.add")}
            </Button>
          </Group>
          <section className={css.sheet}>
            <Table verticalSpacing="sm" data-testid="roles">
              <Table.Tbody>
                {roles.map((role) => (
                  <Table.Tr key={role.id}>
                    <Table.Td>
                      <b>{role.name}</b>
                    </Table.Td>
                    <Table.Td>{t("role.people", { count: role.people })}</Table.Td>
                    <Table.Td ta="end">
                      <Button
                        size="compact-xs"
                        variant="default"
                        aria-label={`${t("role.open")}: ${role.name}`}
                        onClick={() => setForm(role)}
                      >
                        {t("role.open")}
                      </Button>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </section>
          {form === null ? null : (
            <RoleForm
              role={form === "new" ? null : form}
              close={() => setForm(null)}
              saved={() => {
                setForm(null);
                loading.reload();
              }}
            />
          )}
        </>
      )}
    </WhenHere>
  );
}
