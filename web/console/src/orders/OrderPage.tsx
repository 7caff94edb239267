/** What was ordered, by whom, how was it paid, and what went back? */

import { fullTime, money, useLanguage } from "@chatserver/ui";
import { Badge, Button } from "@mantine/core";
import { type ReactNode, type RefObject, useCallback, useRef } from "react";
import { useTranslation } from "react-i18next";
import { BackTop } from "../cards/BackTop.tsx";
import { Link } from "../Link.tsx";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { isMoving, type Order, refundable } from "./order.ts";
import { AttemptList, EntryList, LineList, RefundList } from "./parts.tsx";
import { RefundForm } from "./RefundForm.tsx";
import { StateBadge } from "./StateBadge.tsx";

interface OrderPageProps {
  miniapp: string;
  id: string;
  /** Where the list stands from which one came. */
  list: readonly string[];
  level: "h1" | "h2";
}

export function OrderPage({ miniapp, id, list, level }: OrderPageProps) {
  const { t } = useTranslation();
  const { http, me } = useTools();
  const path = `miniapps/${miniapp}/orders/${id}`;
  const loading = useLoading(useCallback(() => http.get<Order>(path), [http, path]));
  const facts = useRef<HTMLElement>(null);
  const mayRefund = me.permissions?.includes("orders.refund") === true;
  return (
    <WhenHere loading={loading} below={{ to: list, back: t("orders.all"), level }}>
      {(order) => (
        <>
          <BackTop
            to={list}
            back={t("orders.all")}
            title={t("orders.title", { id: order.external_id })}
            level={level}
          >
            <StateBadge state={order.state} />
            {order.env === "test" ? (
              <Badge radius="sm" variant="outline" color="gray" tt="none">
                {t("orders.env.test")}
              </Badge>
            ) : null}
            {isMoving(order) ? (
              <Button
                size="xs"
                variant="default"
                className={css.push ?? ""}
                onClick={loading.reload}
              >
                {t("orders.again")}
              </Button>
            ) : null}
          </BackTop>
          <Facts order={order} here={facts} />
          <LineList order={order} />
          <EntryList order={order} />
          <RefundList order={order} />
          {mayRefund && refundable(order) > 0 ? (
            <RefundForm
              // What is left has changed: the form begins anew.
              key={order.refunded}
              order={order}
              path={`${path}/refund`}
              done={(now) => {
                loading.set(now);
                // The button that was pressed goes with its form.
                facts.current?.focus();
              }}
            />
          ) : null}
          <AttemptList order={order} />
        </>
      )}
    </WhenHere>
  );
}

function Facts({ order, here }: { order: Order; here: RefObject<HTMLElement | null> }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { amount, refunded, currency, payee, paid_at, ends_as } = order;
  const told: Record<string, ReactNode> = {
    miniapp: <Seller order={order} />,
    client: <Buyer order={order} />,
    description: order.description,
    amount: money(amount, currency, language),
    refunded: refunded === 0 ? null : money(refunded, currency, language),
    payee: payee === null ? null : [payee.name, payee.account].filter(Boolean).join(", "),
    created: fullTime(order.created_at, language),
    paid: paid_at === null ? null : fullTime(paid_at, language),
    expires: paid_at === null ? fullTime(order.expires_at, language) : null,
    ends: ends_as === null ? null : t(`orders.ends.${ends_as}`),
    id: <span className={css.code}>{order.id}</span>,
  };
  return (
    <section ref={here} tabIndex={-1} className={css.sheet} aria-label={t("orders.facts")}>
      <dl className={css.facts} data-testid="order">
        {Object.entries(told)
          .filter(([, what]) => what !== null)
          .map(([name, what]) => [
            <dt key={`${name} name`}>{t(`orders.${name}`)}</dt>,
            <dd key={name}>{what}</dd>,
          ])}
      </dl>
    </section>
  );
}

function Seller({ order: { miniapp } }: { order: Order }) {
  const { me } = useTools();
  return me.permissions?.includes("miniapps.view") === true ? (
    <Link path={["miniapps", miniapp.id]}>{miniapp.name}</Link>
  ) : (
    miniapp.name
  );
}

function Buyer({ order: { client, env } }: { order: Order }) {
  const { t } = useTranslation();
  const { me } = useTools();
  if (client === null) {
    return t(`orders.nobody.${env}`);
  }
  return me.permissions?.includes("clients.view") === true ? (
    <Link path={["clients", client.id]}>{client.name}</Link>
  ) : (
    client.name
  );
}
