/** What stands in the place of what could not be loaded? */

import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

export function Failed({ again }: { again(): void }) {
  const { t } = useTranslation();
  return (
    <p role="alert">
      {t("failed")}{" "}
      <Button variant="subtle" size="compact-md" onClick={again}>
        {t("again")}
      </Button>
    </p>
  );
}
