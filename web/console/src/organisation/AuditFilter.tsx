/** Which changes are looked for: by whom, of which kind, of which client, and when? */

import { MultiSelect, Select, TextInput } from "@mantine/core";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import own from "../cards/cards.module.css";
import { useLoading } from "../loading.tsx";
import { useTools } from "../tools.tsx";
import { useClientSearch } from "../useClientSearch.ts";
import { ACTIONS, actionWord, type Narrowing } from "./audit.ts";

interface AuditFilterProps {
  by: Narrowing;
  set(change: Partial<Narrowing>): void;
  /** Employees and clients can be chosen; the platform does not see them. */
  people: boolean;
}

export function AuditFilter({ by, set, people }: AuditFilterProps) {
  const { t } = useTranslation();
  const { me } = useTools();
  return (
    <search className={own.filter}>
      <MultiSelect
        label={t("audit.action")}
        searchable
        clearable
        hidePickedOptions
        maxValues={20}
        placeholder={by.action.length === 0 ? t("field.any") : ""}
        clearButtonProps={{ "aria-label": t("field.clear", { field: t("audit.action") }) }}
        value={by.action}
        onChange={(action) => set({ action })}
        data={Object.entries(ACTIONS).map(([about, acts]) => ({
          group: t(`audit.about.${about}`),
          items: acts.map((what) => ({
            value: `${about}.${what}`,
            label: actionWord(`${about}.${what}`),
          })),
        }))}
      />
      {people ? <ActorField value={by.actor} choose={(actor) => set({ actor })} /> : null}
      {people && me.permissions?.includes("clients.view") ? (
        <ClientField value={by.client} choose={(client) => set({ client })} />
      ) : null}
      <TextInput
        type="date"
        label={t("audit.since")}
        value={by.since}
        onChange={(event) => set({ since: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t("audit.until")}
        value={by.until}
        onChange={(event) => set({ until: event.currentTarget.value })}
      />
    </search>
  );
}

interface ChoiceProps {
  value: string | null;
  choose(id: string | null): void;
}

function ActorField({ value, choose }: ChoiceProps) {
  const { t } = useTranslation();
  const { directory } = useTools();
  const { now } = useLoading(useCallback(() => directory.staff(), [directory]));
  const staff = now.state === "here" ? now.value : [];
  return (
    <Select
      label={t("audit.actor")}
      searchable
      clearable
      placeholder={t("field.any")}
      value={value}
      onChange={choose}
      data={staff.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

function ClientField({ value, choose }: ChoiceProps) {
  const { t } = useTranslation();
  const { directory } = useTools();
  const { found, find } = useClientSearch();
  const known = new Map(found.map(({ id, name, phone }) => [id, `${name}, ${phone}`]));
  if (value !== null && !known.has(value)) {
    known.set(value, directory.names.value.get(value) ?? value);
  }
  return (
    <Select
      label={t("audit.client")}
      searchable
      clearable
      // The server has searched, and it knows more than the letters of the name.
      filter={({ options }) => options}
      placeholder={t("field.any")}
      nothingFoundMessage={t("field.client.hint")}
      onSearchChange={find}
      value={value}
      onChange={choose}
      data={[...known].map(([id, label]) => ({ value: id, label }))}
    />
  );
}
