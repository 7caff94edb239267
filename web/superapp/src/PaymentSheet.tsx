/** What does the client agree to pay? Who gets how much, and what for. */

import type { Order } from "@chatserver/sdk/host";
import { money, useLanguage } from "@chatserver/ui";
import { useTranslation } from "react-i18next";
import css from "./superapp.module.css";

export function PaymentSheet({ order }: { order: Order }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { amount, currency, lines, payee, title, description, env } = order;
  return (
    <>
      {env === "test" ? (
        <p className={css.notice} role="note">
          {t("payment.test")}
        </p>
      ) : null}
      <p className={css.amount}>{money(amount, currency, language)}</p>
      <dl className={css.facts}>
        <dt>{t("payment.what")}</dt>
        <dd>{description}</dd>
        <dt>{t("payment.payee")}</dt>
        <dd>{payee ?? title}</dd>
        <dt>{t("payment.app")}</dt>
        <dd>{title}</dd>
      </dl>
      {lines.length > 1 ? (
        <ul className={css.lines} aria-label={t("payment.lines")}>
          {lines.map(({ name, quantity, price }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be alike, and none moves
            <li key={index}>
              <span>{quantity === 1 ? name : `${name} × ${quantity}`}</span>
              <span>{money(price * quantity, currency, language)}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
