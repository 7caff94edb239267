/** What did clients order in all mini-apps, and what became of it? */

import { speakAlso } from "@chatserver/ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import css from "../office.module.css";
import { useHere } from "../route.ts";
import { ordersEn } from "../words/orders.en.ts";
import { ordersRu } from "../words/orders.ru.ts";
import { OrderExport } from "./OrderExport.tsx";
import { OrderList } from "./OrderList.tsx";
import { OrderPage } from "./OrderPage.tsx";
import { ALL_LIVE } from "./order.ts";

speakAlso({ ru: ordersRu, en: ordersEn });

export default function OrderSection() {
  const { t } = useTranslation();
  const [, miniapp, order] = useHere().path;
  // Who comes back from an order finds the list as they left it.
  const [by, setBy] = useState(ALL_LIVE);
  return (
    <main className={css.page}>
      <div className={css.inner}>
        {miniapp === undefined || order === undefined ? (
          <>
            <div className={css.top}>
              <h1>{t("section.orders")}</h1>
              <OrderExport by={by} />
            </div>
            <OrderList
              miniapp={null}
              by={by}
              set={(change) => setBy((before) => ({ ...before, ...change }))}
            />
          </>
        ) : (
          <OrderPage key={order} miniapp={miniapp} id={order} list={["orders"]} level="h1" />
        )}
      </div>
    </main>
  );
}
