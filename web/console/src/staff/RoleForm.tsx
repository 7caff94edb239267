/** What may who has this role do, and of what are they told, by which way? (requirements 29 to 42) */

import { Button, Checkbox, Fieldset, Stack, Table, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useTools } from "../tools.tsx";
import { tellDone, tellProblem } from "../trouble.ts";
import { ACCESS, brought, keep, NEW_ROLE, NOTICES, type Role, type RoleDraft } from "./api.ts";
import { FormModal, useForm } from "./FormModal.tsx";

interface RoleFormProps {
  /** Null: a new one. */
  role: Role | null;
  close(): void;
  saved(): void;
}

export function RoleForm({ role, close, saved }: RoleFormProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const { name, permissions, notices } = role ?? NEW_ROLE;
  const before = role === null ? null : { ...role, draft: { name, permissions, notices } };
  const form = useForm<RoleDraft>({ name, permissions, notices }, async (draft) => {
    await keep(http, "roles", before, draft);
    tellDone(t("saved"));
    saved();
  });
  const { draft, set, mistakes } = form;
  const builtIn = role?.administrator === true;
  const remove = () => void http.delete(`roles/${role?.id}`).then(saved, tellProblem);
  const removable = role !== null && !builtIn && role.people === 0;
  return (
    <FormModal
      form={form}
      title={t(role === null ? "role.new" : "role.one")}
      close={close}
      open={!builtIn}
      beside={
        removable ? (
          <Button variant="subtle" color="red" onClick={remove}>
            {t("role.remove")}
          </Button>
        ) : null
      }
    >
      <TextInput
        data-autofocus
        label={t("role.name")}
        description={builtIn ? t("role.administrator") : undefined}
        readOnly={builtIn}
        maxLength={100}
        error={mistakes.at("/name")}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      {builtIn ? null : (
        <>
          <Access
            chosen={draft.permissions}
            wrong={mistakes.at("/permissions", true)}
            choose={(chosen) => set({ permissions: chosen })}
          />
          <Notices value={draft.notices} change={(changed) => set({ notices: changed })} />
        </>
      )}
    </FormModal>
  );
}

interface AccessProps {
  chosen: readonly string[];
  wrong: string | null;
  choose(accesses: readonly string[]): void;
}

function Access({ chosen, wrong, choose }: AccessProps) {
  const { t } = useTranslation();
  const turn = (access: string) =>
    choose(
      chosen.includes(access) ? chosen.filter((other) => other !== access) : [...chosen, access],
    );
  return (
    <>
      {Object.entries(ACCESS).map(([group, accesses]) => (
        <Fieldset key={group} legend={t(`access.${group}`)}>
          <Stack gap="xs">
            {accesses.map((access) => {
              const along = brought(access, chosen);
              return (
                <Checkbox
                  key={access}
                  label={t(`access.${access}`)}
                  disabled={along}
                  checked={along || chosen.includes(access)}
                  onChange={() => turn(access)}
                />
              );
            })}
          </Stack>
        </Fieldset>
      ))}
      {wrong === null ? null : <p role="alert">{wrong}</p>}
    </>
  );
}

interface NoticesProps {
  value: RoleDraft["notices"];
  change(notices: RoleDraft["notices"]): void;
}

function Notices({ value, change }: NoticesProps) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={t("role.notices")}>
      <Table withRowBorders={false}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              <span className="visually-hidden">{t("role.notices.of")}</span>
            </Table.Th>
            <Table.Th>{t("role.notices.push")}</Table.Th>
            <Table.Th>{t("role.notices.mail")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Object.entries(NOTICES).map(([occasion, switches]) => (
            <Table.Tr key={occasion}>
              <Table.Td>{t(`role.notices.${occasion}`)}</Table.Td>
              {switches.map((name) => (
                <Table.Td key={name}>
                  <Checkbox
                    aria-label={t(`role.notices.${name}`)}
                    checked={value[name]}
                    onChange={(event) => change({ ...value, [name]: event.currentTarget.checked })}
                  />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Fieldset>
  );
}
