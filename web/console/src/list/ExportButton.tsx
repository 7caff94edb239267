/** How does an operator take along what the list shows? */

import { IconDownload, useSignal } from "@chatserver/ui";
import { ActionIcon, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useTools } from "../tools.tsx";
import { tellDone } from "../trouble.ts";
import { type ColumnChoice, shownOf } from "./columns.ts";
import { exported } from "./exporting.ts";
import { type Choice, httpOf } from "./filter.ts";

interface ExportButtonProps {
  choice: Choice;
  columns: readonly ColumnChoice[];
}

export function ExportButton({ choice, columns }: ExportButtonProps) {
  const { t } = useTranslation();
  const { exports } = useTools();
  const standing = useSignal(exports.standing);
  const going = standing !== null && standing.stage !== "failed";
  const start = async () => {
    if (await exports.start(exported(httpOf(choice), shownOf(columns)))) {
      tellDone(t("export.done"));
    }
  };
  return (
    <Tooltip label={t("export.start")}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        radius="xl"
        aria-label={t("export.start")}
        aria-disabled={going}
        data-disabled={going}
        onClick={() => void start()}
      >
        <IconDownload />
      </ActionIcon>
    </Tooltip>
  );
}
