/** Who is shown mini-apps that are being tested? */

import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";

export function TesterBadge() {
  const { t } = useTranslation();
  return (
    <Badge size="sm" radius="sm" variant="light" tt="none">
      {t("client.tester")}
    </Badge>
  );
}
