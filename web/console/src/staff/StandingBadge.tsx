/** Does somebody work here, are they still to come in, or have they left? */

import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Employee } from "./api.ts";
import { standingOf } from "./person.ts";

const COLOURS = {
  active: "sea",
  sent: "blue",
  expired: "orange",
  unsent: "orange",
  closed: "gray",
};

export function StandingBadge({ person }: { person: Employee }) {
  const { t } = useTranslation();
  const standing = standingOf(person);
  const told = standing === "invited" ? (person.invitation ?? "sent") : standing;
  return (
    <Badge radius="sm" variant="light" color={COLOURS[told]} tt="none" data-testid="standing">
      {t(`standing.${told}`)}
    </Badge>
  );
}
