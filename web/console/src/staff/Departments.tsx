/** Which departments answer clients? */

import type { Named } from "@chatserver/protocol";
import { IconPlus } from "@chatserver/ui";
import { Button, Group, Table, TextInput } from "@mantine/core";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { tellDone, tellProblem } from "../trouble.ts";
import { keep } from "./api.ts";
import { FormModal, useForm } from "./FormModal.tsx";

export function Departments() {
  const { t } = useTranslation();
  const { http, directory } = useTools();
  const [form, setForm] = useState<Named | "new" | null>(null);
  const loading = useLoading(useCallback(() => http.all<Named>("departments"), [http]));
  return (
    <WhenHere loading={loading}>
      {(departments) => (
        <>
          <Group justify="flex-end" mb="sm">
            <Button leftSection={<IconPlus size={17} />} onClick={() => setForm("new")}>
              {t("department.add")}
            </Button>
          </Group>
          {departments.length === 0 ? (
            <div className={css.blank}>{t("department.none")}</div>
          ) : (
            <section className={css.sheet}>
              <Table verticalSpacing="sm" data-testid="departments">
                <Table.Tbody>
                  {departments.map((one) => (
                    <Table.Tr key={one.id}>
                      <Table.Td>
                        <b>{one.name}</b>
                      </Table.Td>
                      <Table.Td ta="end">
                        <Button
                          size="compact-xs"
                          variant="default"
                          aria-label={`${t("staff.edit")}: ${one.name}`}
                          onClick={() => setForm(one)}
                        >
                          {t("staff.edit")}
                        </Button>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </section>
          )}
          {form === null ? null : (
            <DepartmentForm
              department={form === "new" ? null : form}
              close={() => setForm(null)}
              saved={() => {
                setForm(null);
                directory.forget("departments");
                loading.reload();
              }}
            />
          )}
        </>
      )}
    </WhenHere>
  );
}

interface DepartmentFormProps {
  /** Null: a new one. */
  department: Named | null;
  close(): void;
  saved(): void;
}

function DepartmentForm({ department, close, saved }: DepartmentFormProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const name = department?.name ?? "";
  const form = useForm({ name }, async (draft) => {
    const before = department === null ? null : { id: department.id, draft: { name } };
    await keep(http, "departments", before, draft);
    tellDone(t("saved"));
    saved();
  });
  const remove = () => void http.delete(`departments/${department?.id}`).then(saved, tellProblem);
  return (
    <FormModal
      form={form}
      title={t(department === null ? "department.new" : "department.one")}
      close={close}
      beside={
        department === null ? null : (
          <Button variant="subtle" color="red" onClick={remove}>
            {t("department.remove")}
          </Button>
        )
      }
    >
      <TextInput
        data-autofocus
        label={t("department.name")}
        maxLength={100}
        error={form.mistakes.at("/name")}
        value={form.draft.name}
        onChange={(event) => form.set({ name: event.currentTarget.value })}
      />
    </FormModal>
  );
}
