/** How does a whole conversation get onto somebody's disk? */

import { IconDownload } from "@chatserver/ui";
import { Button, Checkbox, Group } from "@mantine/core";
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
  // Each time anew: whoever hands it on must have asked for the notes.
  const [notes, setNotes] = useState(false);
  const fetchIt = async (format: (typeof FORMATS)[number]) => {
    setBusy(format);
    try {
      const response = await http.response(
        `chats/${chat}/transcript?format=${format}&notes=${notes}`,
      );
      const name = notes ? `chat-${number}-notes` : `chat-${number}`;
      download(await response.blob(), `${name}.${format === "text" ? "txt" : "html"}`);
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
      <Checkbox
        mt="xs"
        size="xs"
        label={t("transcript.notes")}
        checked={notes}
        onChange={(event) => setNotes(event.currentTarget.checked)}
      />
    </section>
  );
}
