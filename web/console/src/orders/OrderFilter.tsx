/** Which orders are looked for: by number or client, state, mini-app, kind of money, and when? */

import type { Named } from "@chatserver/protocol";
import { MultiSelect, Select, TextInput } from "@mantine/core";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import own from "../cards/cards.module.css";
import { SearchField } from "../cards/SearchField.tsx";
import type { Page } from "../http.ts";
import { useLoading } from "../loading.tsx";
import { useTools } from "../tools.tsx";
import { type Env, type Narrowing, STATES, type State } from "./order.ts";

interface OrderFilterProps {
  by: Narrowing;
  set(change: Partial<Narrowing>): void;
  /** Of all mini-apps. */
  ofAll: boolean;
}

export function OrderFilter({ by, set, ofAll }: OrderFilterProps) {
  const { t } = useTranslation();
  return (
    <search className={own.filter}>
      <SearchField label={t("orders.search")} begin={by.q} search={(q) => set({ q })} />
      <MultiSelect
        label={t("orders.state")}
        clearable
        placeholder={by.state.length === 0 ? t("field.any") : ""}
        clearButtonProps={{ "aria-label": t("field.clear", { field: t("orders.state") }) }}
        value={by.state}
        onChange={(state) => set({ state: state as State[] })}
        data={STATES.map((one) => ({ value: one, label: t(`orders.state.${one}`) }))}
      />
      {ofAll ? <SellerField value={by.miniapp} change={(miniapp) => set({ miniapp })} /> : null}
      <Select
        label={t("orders.env")}
        allowDeselect={false}
        value={by.env}
        onChange={(env) => set({ env: env as Env })}
        data={(["live", "test"] as const).map((one) => ({
          value: one,
          label: t(`orders.env.${one}`),
        }))}
      />
      <div className={own.days}>
        <TextInput
          type="date"
          label={t("orders.since")}
          value={by.since}
          onChange={(event) => set({ since: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={t("orders.until")}
          value={by.until}
          onChange={(event) => set({ until: event.currentTarget.value })}
        />
      </div>
    </search>
  );
}

/** So many can be named at once. */
const MOST = 50;

interface SellerFieldProps {
  value: string[];
  change(miniapps: string[]): void;
}

function SellerField({ value, change }: SellerFieldProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const { now } = useLoading(useCallback(() => http.get<Page<Named>>("orders/miniapps"), [http]));
  const sellers = now.state === "here" ? now.value.items : [];
  return (
    <MultiSelect
      label={t("orders.miniapp")}
      searchable
      clearable
      hidePickedOptions
      maxValues={MOST}
      placeholder={value.length === 0 ? t("field.any") : ""}
      clearButtonProps={{ "aria-label": t("field.clear", { field: t("orders.miniapp") }) }}
      value={value}
      onChange={change}
      data={sellers.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}
