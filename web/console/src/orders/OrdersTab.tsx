/** What did clients order in a mini-app, and what became of it? */

import { speakAlso } from "@chatserver/ui";
import { useState } from "react";
import { useHere } from "../route.ts";
import { ordersEn } from "../words/orders.en.ts";
import { ordersRu } from "../words/orders.ru.ts";
import { OrderList } from "./OrderList.tsx";
import { OrderPage } from "./OrderPage.tsx";
import { ALL_LIVE } from "./order.ts";

speakAlso({ ru: ordersRu, en: ordersEn });

export function OrdersTab({ id }: { id: string }) {
  const [, , , order] = useHere().path;
  // Who comes back from an order finds the list as they left it.
  const [by, setBy] = useState(ALL_LIVE);
  return order === undefined ? (
    <OrderList
      miniapp={id}
      by={by}
      set={(change) => setBy((before) => ({ ...before, ...change }))}
    />
  ) : (
    <OrderPage key={order} miniapp={id} id={order} list={["miniapps", id, "orders"]} level="h2" />
  );
}
