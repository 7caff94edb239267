/** How does a person see that files are going up, and how can it be halted? */

import { ActionIcon, Progress } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "./composer.module.css";
import { IconClose, IconFile, IconPause, IconPlay } from "./icons.tsx";
import { sentence } from "./sentences.ts";
import { fileSize } from "./times.ts";
import type { Going, Uploads } from "./uploads.ts";

interface UploadStripProps {
  uploads: Uploads;
  files: readonly Going[];
}

export function UploadStrip({ uploads, files }: UploadStripProps) {
  const { t } = useTranslation();
  if (files.length === 0) {
    return null;
  }
  return (
    <ul className={css.uploads} aria-label={t("uploads.label")} data-testid="uploads">
      {files.map((one) => (
        <li key={one.id} className={css.upload} data-status={one.status}>
          <IconFile size={18} />
          <div className={css.uploadText}>
            <b>{one.name}</b>
            <small role={one.status === "failed" ? "alert" : undefined}>
              <Standing one={one} />
            </small>
            {one.status === "going" || one.status === "paused" ? (
              <Progress
                size="xs"
                value={(100 * one.sent) / one.size}
                color={one.status === "paused" ? "gray" : "sea"}
                aria-label={one.name}
              />
            ) : null}
          </div>
          {one.status === "going" ? (
            <Button label={t("uploads.pause")} press={() => uploads.pause(one.id)}>
              <IconPause size={16} />
            </Button>
          ) : null}
          {one.status === "paused" || (one.status === "failed" && one.code === "lost") ? (
            <Button label={t("uploads.resume")} press={() => uploads.resume(one.id)}>
              <IconPlay size={16} />
            </Button>
          ) : null}
          <Button label={t("uploads.remove")} press={() => uploads.remove(one.id)}>
            <IconClose size={16} />
          </Button>
        </li>
      ))}
    </ul>
  );
}

function Standing({ one }: { one: Going }) {
  const { t, i18n } = useTranslation();
  if (one.status === "failed") {
    return sentence(one.code ?? "other");
  }
  const of = {
    sent: fileSize(one.sent, i18n.language),
    size: fileSize(one.size, i18n.language),
  };
  const waits = one.words === undefined ? "" : ` · ${t("uploads.waits")}`;
  return one.status === "there" ? of.size : t(`uploads.${one.status}`, of) + waits;
}

interface ButtonProps {
  label: string;
  press(): void;
  children: React.ReactNode;
}

function Button({ label, press, children }: ButtonProps) {
  return (
    <ActionIcon variant="subtle" color="gray" size="md" aria-label={label} onClick={press}>
      {children}
    </ActionIcon>
  );
}
