/** Which appeals has this chat had, and how did each end? */

import { fullTime, useLanguage } from "@chatserver/ui";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Dialog } from "../api.ts";
import css from "../console.module.css";
import { useLoading, WhenHere } from "../loading.tsx";
import { useTools } from "../tools.tsx";
import { Fold } from "./Fold.tsx";

interface DialogsProps {
  chat: string;
  /** The number and the state of the last one, and what was rated: with another the list is another. */
  now: string;
}

export function Dialogs({ chat, now }: DialogsProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Fold title={t("dialogs.title")} open={open} turn={setOpen}>
      {() => <List key={now} chat={chat} />}
    </Fold>
  );
}

function List({ chat }: { chat: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { api } = useTools();
  const loading = useLoading(useCallback(() => api.dialogs(chat), [api, chat]));
  return (
    <WhenHere loading={loading}>
      {(dialogs) =>
        dialogs.length === 0 ? (
          <p className={css.quiet}>{t("dialogs.none")}</p>
        ) : (
          <ol className={css.reasons} data-testid="dialogs">
            {dialogs.toReversed().map((dialog) => (
              <li key={dialog.number}>
                <small>{period(dialog, language)}</small>
                <p>
                  {t("number.short", { number: dialog.number })}
                  {dialog.tag === null ? "" : ` · ${dialog.tag}`}
                </p>
                <p className={css.quiet}>
                  {t(`dialogs.${dialog.reason ?? "open"}`)}
                  {dialog.by === null || dialog.by.name === "" ? "" : `, ${dialog.by.name}`}
                </p>
                <Rated dialog={dialog} />
              </li>
            ))}
          </ol>
        )
      }
    </WhenHere>
  );
}

function Rated({ dialog }: { dialog: Dialog }) {
  const { t } = useTranslation();
  const { asked, score, rating_comment: words } = dialog;
  if (!asked) {
    return null;
  }
  const rated = score === null ? t("dialogs.unrated") : t("dialogs.rated", { score });
  return <p className={css.quiet}>{words === null ? rated : `${rated}. ${words}`}</p>;
}

function period({ at, ended_at }: Dialog, language: string): string {
  const end = ended_at === null ? "…" : fullTime(ended_at, language);
  return `${fullTime(at, language)} – ${end}`;
}
