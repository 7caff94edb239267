/** How does a whole conversation get onto somebody's disk? */

import { IconDownload } from "@chatserver/ui";
import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import css from "../console.module.css";
import { useTools } from "../tools.tsx";
import { tellProblem } from "../trouble.ts";
import { download } from "./download.ts";

const FORMATS = ["text", "html"] as const;

export function Transcript({ chat, number }: { chat: string; number: number }) {
  const { t } = useTranslation();
  const { http } = useTools();
  const [busy, setBusy] = useState<string | null>(null);
  const fetchIt = async (format: (typeof FORMATS)[number]) => {
    setBusy(format);
    try {
      const response = await http.response(`chats/${chat}/transcript?format=${format}`);
      download(await response.blob(), `chat-${number}.${format === "text" ? "txt" : "html"}`);
    } catch (error) {
      tellProblem(error);
    } finally {
      setBusy(null);
    }
  };
  return (
    <section className={css.block} aria-label={t("transcript.title")}>
      <h3>{t("transcript.title")}</h3>
      <Group gap="xs">
        {FORMATS.map((format) => (
          <Button
            key={format}
            size="xs"
            variant="default"
            leftSection={<IconDownload size={15} />}
            loading={busy === format}
            onClick={() => void fetchIt(format)}
          >
            {t(`transcript.${format}`)}
          </Button>
        ))}
      </Group>
    </section>
  );
}
