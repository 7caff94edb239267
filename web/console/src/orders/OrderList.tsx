/** Which orders are there: of one mini-app, or of all? */

import { fullTime, money, useLanguage } from "@chatserver/ui";
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import own from "../cards/cards.module.css";
import { Line, Lines } from "../cards/Lines.tsx";
import { Paged } from "../cards/Paged.tsx";
import { usePages } from "../cards/usePages.ts";
import { Link } from "../Link.tsx";
import { useTools } from "../tools.tsx";
import { OrderFilter } from "./OrderFilter.tsx";
import { askedOf, isNarrowed, type Narrowing, type OrderRow } from "./order.ts";
import { StateBadge } from "./StateBadge.tsx";

interface OrderListProps {
  /** Null: of all. */
  miniapp: string | null;
  by: Narrowing;
  set(change: Partial<Narrowing>): void;
}

export function OrderList({ miniapp, by, set }: OrderListProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const path = miniapp === null ? "orders" : `miniapps/${miniapp}/orders`;
  const pages = usePages<OrderRow>(http, path, askedOf(by));
  const heads = ["order", ...(miniapp === null ? ["miniapp"] : []), "client", "amount"];
  return (
    <>
      <OrderFilter by={by} set={set} ofAll={miniapp === null} />
      <Paged pages={pages} none={t(isNarrowed(by) ? "cards.none" : `orders.none.${by.env}`)}>
        {(orders) => (
          <Lines
            testId="orders"
            heads={[...heads, "state", "created"].map((one) => t(`orders.${one}`))}
          >
            {orders.map((order) => (
              <OrderLine key={order.id} order={order} ofAll={miniapp === null} />
            ))}
          </Lines>
        )}
      </Paged>
    </>
  );
}

function OrderLine({ order, ofAll }: { order: OrderRow; ofAll: boolean }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { id, miniapp, external_id, description, client } = order;
  const { amount, refunded, currency, created_at } = order;
  const path = ofAll ? ["orders", miniapp.id, id] : ["miniapps", miniapp.id, "orders", id];
  return (
    <Line path={path} closed={order.state === "canceled" || order.state === "expired"}>
      <Table.Td>
        <Link path={path}>{external_id}</Link>
        <small>{description}</small>
      </Table.Td>
      {ofAll ? <Table.Td>{miniapp.name}</Table.Td> : null}
      <Table.Td>{client?.name ?? t(`orders.nobody.${order.env}`)}</Table.Td>
      <Table.Td style={{ whiteSpace: "nowrap" }}>
        {money(amount, currency, language)}
        {refunded === 0 ? null : (
          <small>{t("orders.back", { amount: money(refunded, currency, language) })}</small>
        )}
      </Table.Td>
      <Table.Td>
        <StateBadge state={order.state} />
      </Table.Td>
      <Table.Td>
        <span className={own.when}>{fullTime(created_at, language)}</span>
      </Table.Td>
    </Line>
  );
}
