/** What does an operator see of a chat before opening it? */

import type { Chat, Row } from "@chatserver/protocol";
import { listTime, useClient, useLanguage } from "@chatserver/ui";
import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "./console.module.css";
import { Labels } from "./Labels.tsx";
import { placeText } from "./tell.ts";

interface ChatRowProps {
  row: Row;
  open: boolean;
  active: boolean;
  choose(): void;
}

export function rowId(chat: string): string {
  return `row-${chat}`;
}

export function ChatRow({ row, open, active, choose }: ChatRowProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const client = useClient();
  const where = [row.product.name, placeText(row.place)].filter(Boolean).join(" · ");
  const who = [row.department?.name, row.staff?.name ?? t("row.nobody")]
    .filter(Boolean)
    .join(" → ");
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the listbox holds the focus (aria-activedescendant)
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox listens for the keys
    <div
      id={rowId(row.id)}
      role="option"
      aria-selected={open}
      className={css.row}
      data-testid="chat-row"
      data-chat={row.id}
      data-unread={row.unread > 0 || undefined}
      data-open={open || undefined}
      data-active={active || undefined}
      onClick={choose}
    >
      <div className={css.rowTop}>
        <b title={row.client.name}>{row.client.name}</b>
        <small>{t("number.short", { number: row.number })}</small>
        <time dateTime={row.updated_at}>{listTime(row.updated_at, language, client.now())}</time>
      </div>
      <div className={css.rowTop}>
        <span className={css.preview} dir="auto" data-empty={row.preview === "" || undefined}>
          {row.preview || t("row.deleted")}
        </span>
        <Labels row={row} />
      </div>
      <div className={css.where} title={where}>
        {where}
      </div>
      <div className={css.rowTop}>
        <StateBadge chat={row} />
        <span className={css.where}>{who}</span>
      </div>
    </div>
  );
}

const COLOURS = { bot: "gray", staff: "sea", waiting: "orange", closed: "gray" } as const;

export function StateBadge({ chat }: { chat: Chat }) {
  const { t } = useTranslation();
  const state = chat.state === "staff" && chat.staff === undefined ? "waiting" : chat.state;
  return (
    <Badge
      size="sm"
      radius="sm"
      variant={state === "closed" ? "outline" : "light"}
      color={COLOURS[state]}
      data-testid="chat-state"
      style={{ flex: "none", textTransform: "none" }}
    >
      {t(`state.${state}`)}
    </Badge>
  );
}
