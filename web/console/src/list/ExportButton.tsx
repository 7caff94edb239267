/** How does what the list shows become a workbook, and how far is it? */

import { IconClose, IconDownload } from "@chatserver/ui";
import { ActionIcon, RingProgress, Tooltip } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { download } from "../card/download.ts";
import { useTools } from "../tools.tsx";
import { tellDone, tellProblem } from "../trouble.ts";
import { type ColumnChoice, shownOf } from "./columns.ts";
import { exported, received } from "./exporting.ts";
import { type Choice, httpOf } from "./filter.ts";

interface ExportButtonProps {
  choice: Choice;
  columns: readonly ColumnChoice[];
}

/** A share of the whole; null: the server is still writing, or nobody knows how much there is. */
type Progress = number | null;

export function ExportButton({ choice, columns }: ExportButtonProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const [running, setRunning] = useState<{ progress: Progress } | null>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  const start = async () => {
    const leave = new AbortController();
    stop.current = leave;
    setRunning({ progress: null });
    try {
      const query = exported(httpOf(choice), shownOf(columns));
      const response = await http.response(`chats/export.xlsx?${query}`, { signal: leave.signal });
      const blob = await received(response, (progress) => setRunning({ progress }));
      download(blob, "chats.xlsx");
      tellDone(t("export.done"));
    } catch (error) {
      if (!leave.signal.aborted) {
        tellProblem(error);
      }
    } finally {
      setRunning(null);
    }
  };

  if (running === null) {
    return (
      <Tooltip label={t("export.start")}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          radius="xl"
          aria-label={t("export.start")}
          onClick={() => void start()}
        >
          <IconDownload />
        </ActionIcon>
      </Tooltip>
    );
  }
  const { progress } = running;
  const told =
    progress === null
      ? t("export.writing")
      : t("export.going", { percent: Math.round(progress * 100) });
  return (
    <>
      <span className="visually-hidden" role="status">
        {told}
      </span>
      <Tooltip label={told}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          radius="xl"
          aria-label={t("export.stop")}
          onClick={() => stop.current?.abort()}
        >
          <RingProgress
            size={36}
            thickness={3}
            roundCaps
            sections={[
              { value: progress === null ? 8 : Math.max(8, progress * 100), color: "sea" },
            ]}
            label={<IconClose size={12} />}
          />
        </ActionIcon>
      </Tooltip>
    </>
  );
}
