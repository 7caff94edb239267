/** Which changes are looked for: by whom, of which kind, of which client, and when? */

import { MultiSelect, Select, TextInput } from "@mantine/core";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import own from "../cards/cards.module.css";
import { useLoading } from "../loading.tsx";
import { useTools } from "../tools.tsx";
import { useClientSearch } from "../useClientSearch.ts";
import { ACTIONS, actionWord, type Log, type Narrowing, PLATFORM_ACTIONS } from "./audit.ts";

interface AuditFilterProps {
  by: Narrowing;
  set(change: Partial<Narrowing>): void;
  log: Log;
}

export function AuditFilter({ by, set, log }: AuditFilterProps) {
  const { t } = useTranslation();
  const { me } = useTools();
  const actions = log === "platform" ? PLATFORM_ACTIONS : ACTIONS;
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
        data={Object.entries(actions).map(([about, those]) => ({
          group: t(`audit.about.${about}`),
          items: those.map((value) => ({ value, label: actionWord(value) })),
        }))}
      />
      {log === "own" ? <ActorField value={by.actor} choose={(actor) => set({ actor })} /> : null}
      {log === "own" && me.permissions?.includes("clients.view") ? (
        <ClientField value={by.client} choose={(client) => set({ client })} />
      ) : null}
      <div className={own.days}>
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
      </div>
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
