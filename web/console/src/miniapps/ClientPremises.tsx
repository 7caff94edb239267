/** Which client is meant, and in which of their premises? */

import { Select } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClientLine } from "../directory.ts";
import css from "../office.module.css";
import { useClientSearch } from "../useClientSearch.ts";

export interface Somebody {
  client: string | null;
  premises: string | null;
}

export const NOBODY: Somebody = { client: null, premises: null };

interface ClientPremisesProps {
  value: Somebody;
  choose(value: Somebody): void;
}

export function ClientPremises({ value, choose }: ClientPremisesProps) {
  const { t } = useTranslation();
  const { found, find } = useClientSearch();
  // Another search does not take away who is chosen, nor where they live.
  const [chosen, setChosen] = useState<ClientLine | null>(null);
  const kept = chosen?.id === value.client ? chosen : null;
  const offered =
    kept === null || found.some(({ id }) => id === kept.id) ? found : [kept, ...found];
  const matches = (option: object) =>
    "value" in option && found.some(({ id }) => id === option.value);
  const places = offered.find(({ id }) => id === value.client)?.premises ?? [];
  return (
    <div className={css.pair} data-end>
      <Select
        label={t("token.client")}
        searchable
        // The server has searched, and it knows more than the letters of the name.
        filter={({ options }) => options.filter(matches)}
        placeholder={t("field.client")}
        nothingFoundMessage={t("field.client.hint")}
        onSearchChange={find}
        value={value.client}
        onChange={(client) => {
          const line = offered.find(({ id }) => id === client) ?? null;
          setChosen(line);
          choose({ client, premises: line?.premises[0]?.id ?? null });
        }}
        data={offered.map(({ id, name, phone }) => ({ value: id, label: `${name}, ${phone}` }))}
      />
      <Select
        label={t("token.premises")}
        allowDeselect={false}
        disabled={value.client === null}
        value={value.premises}
        onChange={(premises) => choose({ ...value, premises })}
        data={places.map(({ id, name, address }) => ({ value: id, label: address || name }))}
      />
    </div>
  );
}
