/** How is a client found among many thousands? By a part of the name, or by the phone. */

import { phoneInGroups, useSignal } from "@chatserver/ui";
import { MultiSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useTools } from "../tools.tsx";
import { useClientSearch } from "../useClientSearch.ts";
import type { FieldProps } from "./fields.tsx";

export function ClientField({ label, value, change }: FieldProps) {
  const { t } = useTranslation();
  const { directory, me } = useTools();
  const names = useSignal(directory.names);
  const { found, find } = useClientSearch();
  if (me.permissions?.includes("clients.view") !== true) {
    return null;
  }
  const known = new Map(
    found.map(({ id, name, phone }) => [id, `${name}, ${phoneInGroups(phone)}`]),
  );
  for (const id of value) {
    known.set(id, known.get(id) ?? names.get(id) ?? id);
  }
  return (
    <MultiSelect
      label={label}
      searchable
      clearable
      hidePickedOptions
      // The server has searched, and it knows more than the letters of the name.
      filter={({ options }) => options}
      nothingFoundMessage={t("field.client.hint")}
      clearButtonProps={{ "aria-label": t("field.clear", { field: label }) }}
      placeholder={value.length === 0 ? t("field.client") : ""}
      onSearchChange={find}
      value={value}
      onChange={change}
      data={[...known].map(([id, name]) => ({ value: id, label: name }))}
    />
  );
}
