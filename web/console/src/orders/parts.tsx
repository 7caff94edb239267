/** Of what does an order consist: what is bought, what money moved, what was tried? */

import { fullTime, money, useLanguage } from "@chatserver/ui";
import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Lines } from "../cards/Lines.tsx";
import css from "../office.module.css";
import { isLost, type Order } from "./order.ts";

interface PartProps {
  order: Order;
}

export function LineList({ order: { lines, currency } }: PartProps) {
  const { language } = useLanguage();
  return (
    <Part name="lines" heads={["name", "quantity", "price", "sum"]}>
      {lines.map(({ name, quantity, price }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be alike, and none moves
        <Table.Tr key={index}>
          <Table.Td>{name}</Table.Td>
          <Table.Td>{quantity} ×</Table.Td>
          <Table.Td>{money(price, currency, language)}</Table.Td>
          <Table.Td>{money(price * quantity, currency, language)}</Table.Td>
        </Table.Tr>
      ))}
    </Part>
  );
}

export function EntryList({ order: { entries, currency } }: PartProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <Part name="entries" heads={["kind", "sum", "reference", "at"]}>
      {entries.map(({ id, kind, amount, provider, reference, at }) => (
        <Table.Tr key={id}>
          <Table.Td>{t(`orders.entry.${kind}`)}</Table.Td>
          <Table.Td>{money(kind === "refund" ? -amount : amount, currency, language)}</Table.Td>
          <Table.Td>
            <span className={css.code}>{reference}</span>
            <small>{provider}</small>
          </Table.Td>
          <Table.Td>{fullTime(at, language)}</Table.Td>
        </Table.Tr>
      ))}
    </Part>
  );
}

export function RefundList({ order: { refunds, currency } }: PartProps) {
  return (
    <Part name="refunds" heads={["reason", "sum", "went", "by", "at"]}>
      {refunds.map((refund) => (
        <RefundLine key={refund.id} refund={refund} currency={currency} />
      ))}
    </Part>
  );
}

interface RefundLineProps {
  refund: Order["refunds"][number];
  currency: string;
}

function RefundLine({ refund, currency }: RefundLineProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { amount, reason, state, by, created_at } = refund;
  return (
    <Table.Tr>
      <Table.Td>{reason === "" ? "–" : reason}</Table.Td>
      <Table.Td>{money(amount, currency, language)}</Table.Td>
      <Table.Td>
        {t(`orders.refund.${state}`)}
        {isLost(refund, Date.now()) ? <small>{t("orders.refund.lost")}</small> : null}
      </Table.Td>
      <Table.Td>
        {by.name}
        {by.kind === "back_end" ? <small>{t("orders.refund.back_end")}</small> : null}
      </Table.Td>
      <Table.Td>{fullTime(created_at, language)}</Table.Td>
    </Table.Tr>
  );
}

export function AttemptList({ order: { attempts } }: PartProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <Part name="attempts" heads={["went", "provider", "begun", "ended"]}>
      {attempts.map(({ id, provider, state, at, ended_at }) => (
        <Table.Tr key={id}>
          <Table.Td>{t(`orders.attempt.${state}`)}</Table.Td>
          <Table.Td>{provider}</Table.Td>
          <Table.Td>{fullTime(at, language)}</Table.Td>
          <Table.Td>{ended_at === null ? "–" : fullTime(ended_at, language)}</Table.Td>
        </Table.Tr>
      ))}
    </Part>
  );
}

interface NamedPartProps {
  name: string;
  heads: readonly string[];
  children: readonly ReactNode[];
}

/** Nothing stands where there is nothing. */
function Part({ name, heads, children }: NamedPartProps) {
  const { t } = useTranslation();
  return children.length === 0 ? null : (
    <section className={css.sheet}>
      <h2>{t(`orders.${name}`)}</h2>
      <Lines testId={`order-${name}`} heads={heads.map((one) => t(`orders.head.${one}`))}>
        {children}
      </Lines>
    </section>
  );
}
