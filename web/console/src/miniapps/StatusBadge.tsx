/** In which colours do the five statuses stand, and what beats them? */

import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Status } from "./api.ts";

const COLOURS: Readonly<Record<Status, string>> = {
  inactive: "gray",
  in_review: "orange",
  ready: "blue",
  testing: "grape",
  active: "sea",
};

export function StatusBadge({ status, suspended }: { status: Status; suspended: boolean }) {
  const { t } = useTranslation();
  return (
    <Badge
      radius="sm"
      variant="light"
      color={suspended ? "red" : COLOURS[status]}
      tt="none"
      data-testid="miniapp-status"
    >
      {suspended ? t("miniapp.suspended") : t(`status.${status}`)}
    </Badge>
  );
}
