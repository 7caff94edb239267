/** Which client is meant, and in which of their premises? */

import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
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
  const places = found.find(({ id }) => id === value.client)?.premises ?? [];
  return (
    <div className={css.pair} data-end>
      <Select
        label={t("token.client")}
        searchable
        // The server has searched, and it knows more than the letters of the name.
        filter={({ options }) => options}
        placeholder={t("field.client")}
        nothingFoundMessage={t("field.client.hint")}
        onSearchChange={find}
        value={value.client}
        onChange={(client) =>
          choose({
            client,
            premises: found.find(({ id }) => id === client)?.premises[0]?.id ?? null,
          })
        }
        data={found.map(({ id, name, phone }) => ({ value: id, label: `${name}, ${phone}` }))}
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
