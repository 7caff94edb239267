/** What did a message say before it was edited or deleted? Administrators may read it (D11). */

import { fullTime, useLanguage } from "@chatserver/ui";
import { Modal } from "@mantine/core";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Former } from "./api.ts";
import css from "./console.module.css";
import { useLoading, WhenHere } from "./loading.tsx";
import { useTools } from "./tools.tsx";

interface FormerSheetProps {
  chat: string;
  seq: number;
  close(): void;
}

export function FormerSheet({ chat, seq, close }: FormerSheetProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { api } = useTools();
  const loading = useLoading(useCallback(() => api.originals(chat, seq), [api, chat, seq]));
  return (
    <Modal
      opened
      onClose={close}
      title={t("former.title")}
      closeButtonProps={{ "aria-label": t("message.close") }}
      centered
    >
      <WhenHere loading={loading}>
        {(found) =>
          found.length === 0 ? (
            <p className={css.quiet}>{t("former.none")}</p>
          ) : (
            <ol className={css.reasons} data-testid="former">
              {found.map((one) => (
                <li key={one.version}>
                  <small>{t("former.until", { at: fullTime(one.until, language) })}</small>
                  {partsOf(one).map((part) => (
                    <p key={part} style={{ whiteSpace: "pre-wrap" }}>
                      {part}
                    </p>
                  ))}
                </li>
              ))}
            </ol>
          )
        }
      </WhenHere>
    </Modal>
  );
}

function partsOf({ body }: Former): string[] {
  const parts = [body.text, body.file?.name, body.link && (body.link.title ?? body.link.to)];
  return parts.filter((part) => part !== undefined && part !== "") as string[];
}
