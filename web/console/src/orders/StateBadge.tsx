/** In which colours do the states of an order stand? */

import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { State } from "./order.ts";

const COLOURS: Readonly<Record<State, string>> = {
  created: "gray",
  pending: "blue",
  paid: "sea",
  canceled: "gray",
  failed: "red",
  expired: "gray",
  refund_pending: "orange",
  refunded: "grape",
  partially_refunded: "grape",
};

export function StateBadge({ state }: { state: State }) {
  const { t } = useTranslation();
  return (
    <Badge radius="sm" variant="light" tt="none" color={COLOURS[state]} data-testid="order-state">
      {t(`orders.state.${state}`)}
    </Badge>
  );
}
