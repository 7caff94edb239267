/** What are the figures of the whole period? */

import { useLanguage } from "@chatserver/ui";
import { useTranslation } from "react-i18next";
import { amount, moment, share } from "../reports/amounts.ts";
import { TileList } from "../reports/TileList.tsx";
import { closed, type Figures } from "./api.ts";

export function UsageTiles({ total }: { total: Figures }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const number = (many: number) => amount(many, language);
  const { launches, clients, refused, load, offers, pushes, orders } = total;
  const each = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const none = t("usage.nothing");
  const tiles = [
    [
      "launches",
      number(launches),
      clients === 0 ? none : t("usage.each", { many: each.format(launches / clients) }),
    ],
    ["clients", number(clients), t("usage.clients.hint")],
    [
      "load",
      moment(load.p75_ms, language),
      load.median_ms === null
        ? t("usage.unmeasured")
        : t("usage.load.hint", { time: moment(load.median_ms, language) }),
    ],
    [
      "accepted",
      number(offers.accepted),
      t("usage.offers.hint", {
        declined: number(offers.declined),
        revoked: number(offers.revoked),
      }),
    ],
    [
      "pushes",
      number(pushes.sent),
      pushes.sent === 0
        ? none
        : t("usage.pushes.hint", { share: share(pushes.opened, pushes.sent, language) }),
    ],
    ["closed", number(closed(refused)), t("usage.closed.hint")],
    // Most mini-apps sell nothing.
    ...(orders.made === 0
      ? []
      : [
          [
            "orders",
            number(orders.made),
            t("usage.orders.hint", { share: share(orders.paid, orders.made, language) }),
          ] as const,
        ]),
  ] as const;
  return (
    <TileList
      tiles={tiles.map(([name, figure, hint]) => ({
        title: t(`usage.tile.${name}`),
        figure,
        hint,
      }))}
    />
  );
}
