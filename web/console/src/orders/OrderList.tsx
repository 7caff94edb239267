/** Which orders are there, and which of them are looked for? */

import { fullTime, money, useLanguage } from "@chatserver/ui";
import { MultiSelect, Select, Table, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import own from "../cards/cards.module.css";
import { startOf } from "../cards/days.ts";
import { Line, Lines } from "../cards/Lines.tsx";
import { Paged } from "../cards/Paged.tsx";
import { SearchField } from "../cards/SearchField.tsx";
import { usePages } from "../cards/usePages.ts";
import { Link } from "../Link.tsx";
import { useTools } from "../tools.tsx";
import { ALL_LIVE, type Env, type Narrowing, type OrderRow, STATES, type State } from "./order.ts";
import { StateBadge } from "./StateBadge.tsx";

interface OrderListProps {
  miniapp: string;
  by: Narrowing;
  set(change: Partial<Narrowing>): void;
}

export function OrderList({ miniapp, by, set }: OrderListProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const { since, until, ...rest } = by;
  const pages = usePages<OrderRow>(http, `miniapps/${miniapp}/orders`, {
    ...rest,
    since: since === "" ? null : startOf(since),
    until: until === "" ? null : startOf(until, 1),
  });
  const narrowed = Object.entries({ ...by, env: ALL_LIVE.env }).some(
    ([name, value]) => String(value) !== String(ALL_LIVE[name as keyof Narrowing]),
  );
  return (
    <>
      <Filter by={by} set={set} />
      <Paged pages={pages} none={t(narrowed ? "cards.none" : `orders.none.${by.env}`)}>
        {(orders) => (
          <Lines
            testId="orders"
            heads={["order", "client", "amount", "state", "created"].map((one) =>
              t(`orders.${one}`),
            )}
          >
            {orders.map((order) => (
              <OrderLine key={order.id} order={order} miniapp={miniapp} />
            ))}
          </Lines>
        )}
      </Paged>
    </>
  );
}

function Filter({ by, set }: Omit<OrderListProps, "miniapp">) {
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
    </search>
  );
}

function OrderLine({ order, miniapp }: { order: OrderRow; miniapp: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { id, external_id, description, client, amount, refunded, currency, created_at } = order;
  const path = ["miniapps", miniapp, "orders", id];
  return (
    <Line path={path} closed={order.state === "canceled" || order.state === "expired"}>
      <Table.Td>
        <Link path={path}>{external_id}</Link>
        <small>{description}</small>
      </Table.Td>
      <Table.Td>{client?.name ?? t("orders.erased")}</Table.Td>
      <Table.Td style={{ whiteSpace: "nowrap" }}>
        {money(amount, currency, language)}
        {refunded === 0 ? null : (
          <small>{t("orders.back", { amount: money(refunded, currency, language) })}</small>
        )}
      </Table.Td>
      <Table.Td>
        <StateBadge state={order.state} />
      </Table.Td>
      <Table.Td>{fullTime(created_at, language)}</Table.Td>
    </Line>
  );
}
