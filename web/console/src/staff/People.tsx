/** Who works here, with which role, where? */

import type { Named } from "@chatserver/protocol";
import { IconPlus } from "@chatserver/ui";
import { Badge, Button, Group, Table } from "@mantine/core";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import type { Employee, Role } from "./api.ts";
import { EmployeeForm } from "./EmployeeForm.tsx";

export function People() {
  const { t } = useTranslation();
  const { http, directory } = useTools();
  const [form, setForm] = useState<Employee | "new" | null>(null);
  const loading = useLoading(
    useCallback(
      () =>
        Promise.all([
          http.all<Employee>("staff"),
          http.all<Role>("roles"),
          http.all<Named>("departments"),
        ]),
      [http],
    ),
  );
  return (
    <WhenHere loading={loading}>
      {([people, roles, departments]) => (
        <>
          <Group justify="flex-end" mb="sm">
            <Button leftSection={<IconPlus size={17} />} onClick={() => setForm("new")}>
              {t("staff.add")}
            </Button>
          </Group>
          <Lines people={people} edit={setForm} />
          {form === null ? null : (
            <EmployeeForm
              employee={form === "new" ? null : form}
              roles={roles}
              departments={departments}
              close={() => setForm(null)}
              saved={() => {
                setForm(null);
                directory.forget("staff");
                loading.reload();
              }}
            />
          )}
        </>
      )}
    </WhenHere>
  );
}

function Lines({ people, edit }: { people: Employee[]; edit(one: Employee): void }) {
  const { t } = useTranslation();
  const sorted = [...people].sort(
    (a, b) => Number(b.active) - Number(a.active) || a.name.localeCompare(b.name),
  );
  return (
    <section className={css.sheet}>
      <Table className={css.people ?? ""} verticalSpacing="sm" data-testid="people">
        <Table.Thead>
          <Table.Tr>
            {["name", "role", "department", "objects"].map((column) => (
              <Table.Th key={column}>{t(`staff.${column}`)}</Table.Th>
            ))}
            <Table.Th>
              <span className="visually-hidden">{t("staff.edit")}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sorted.map((one) => (
            <Table.Tr key={one.id}>
              <Table.Td>
                <b>{one.name}</b>{" "}
                {one.active ? null : (
                  <Badge variant="light" color="gray" tt="none">
                    {t("staff.gone")}
                  </Badge>
                )}
                <div className={css.quiet}>{one.email}</div>
              </Table.Td>
              <Table.Td>{one.role?.name}</Table.Td>
              <Table.Td>{one.department?.name}</Table.Td>
              <Table.Td>
                {one.objects === null
                  ? t("staff.objects.all")
                  : t("staff.objects.some", { count: one.objects.length })}
              </Table.Td>
              <Table.Td>
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`${t("staff.edit")}: ${one.name}`}
                  onClick={() => edit(one)}
                >
                  {t("staff.edit")}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
