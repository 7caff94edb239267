/** Who is it, with which role, and of which objects do they see the chats? */

import type { Named } from "@chatserver/protocol";
import { Anchor, Select, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Problem } from "../http.ts";
import { ObjectsField } from "../list/ObjectsField.tsx";
import { useTools } from "../tools.tsx";
import { tellDone, tellProblem } from "../trouble.ts";
import { draftOf, type Employee, keep, NEW_EMPLOYEE, type Role } from "./api.ts";
import { FormModal, useForm } from "./FormModal.tsx";

interface EmployeeFormProps {
  /** Null: somebody new, who is invited by mail. */
  employee: Employee | null;
  roles: readonly Role[];
  departments: readonly Named[];
  close(): void;
  saved(): void;
}

export function EmployeeForm({ employee, roles, departments, close, saved }: EmployeeFormProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const before = employee === null ? null : { ...employee, draft: draftOf(employee) };
  const form = useForm(before?.draft ?? NEW_EMPLOYEE, async ({ active, ...rest }) => {
    await (before === null
      ? keep(http, "staff", null, rest)
      : keep(http, "staff", before, { ...rest, active }));
    tellDone(before === null ? t("staff.invited", { email: rest.email }) : t("saved"));
    saved();
  });
  const { draft, set, mistakes } = form;
  const some = draft.objects;
  const invite = () =>
    void http.post(`staff/${employee?.id}/invite`).then(
      () => tellDone(t("staff.invited", { email: draft.email })),
      (error: unknown) =>
        error instanceof Problem && error.code === "conflict"
          ? tellDone(t("staff.invite.done"))
          : tellProblem(error),
    );
  return (
    <FormModal form={form} title={t(employee === null ? "staff.new" : "staff.one")} close={close}>
      <TextInput
        data-autofocus
        label={t("staff.name")}
        maxLength={200}
        error={mistakes.at("/name")}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t("staff.email")}
        type="email"
        description={employee === null ? t("staff.email.hint") : undefined}
        error={mistakes.at("/email")}
        value={draft.email}
        onChange={(event) => set({ email: event.currentTarget.value })}
      />
      {employee === null ? null : (
        <Anchor component="button" type="button" size="sm" ta="start" onClick={invite}>
          {t("staff.invite")}
        </Anchor>
      )}
      <Select
        label={t("staff.role")}
        allowDeselect={false}
        error={mistakes.at("/role")}
        value={draft.role}
        onChange={(role) => set({ role })}
        data={roles.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Select
        label={t("staff.department")}
        clearable
        clearButtonProps={{ "aria-label": t("field.clear", { field: t("staff.department") }) }}
        error={mistakes.at("/department")}
        value={draft.department}
        onChange={(department) => set({ department })}
        data={departments.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Switch
        label={t("staff.objects.all")}
        description={t("staff.objects.hint")}
        error={some === null ? mistakes.at("/objects", true) : null}
        checked={some === null}
        onChange={(event) => set({ objects: event.currentTarget.checked ? null : [] })}
      />
      {some === null ? null : (
        <ObjectsField
          label={t("filter.objects")}
          value={[...some]}
          change={(objects) => set({ objects })}
        />
      )}
      {employee === null ? null : (
        <Switch
          label={t("staff.active")}
          description={t("staff.active.hint")}
          checked={draft.active}
          onChange={(event) => set({ active: event.currentTarget.checked })}
        />
      )}
    </FormModal>
  );
}
