/** Where am I, and how do I get back? */

import { IconBack, LanguageSwitch, useTitle } from "@chatserver/ui";
import { ActionIcon, Avatar } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import css from "./chat.module.css";

interface HeaderProps {
  title: string;
  /** How much is new: it can be read off the browser's tab. */
  unread?: number;
  status?: string | undefined;
  avatar?: boolean;
  back?: (() => void) | undefined;
  /** What else can be pressed here. */
  buttons?: ReactNode;
}

export function Header({ title, unread = 0, status, avatar, back, buttons }: HeaderProps) {
  const { t } = useTranslation();
  useTitle(unread > 0 ? `(${unread}) ${title}` : title);
  return (
    <header className={css.header}>
      {back === undefined ? null : (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={38}
          radius="xl"
          aria-label={t("back")}
          onClick={back}
        >
          <IconBack />
        </ActionIcon>
      )}
      {avatar === true ? (
        <Avatar
          className={css.avatar ?? ""}
          color="sea"
          radius="xl"
          name={title}
          aria-hidden="true"
        />
      ) : null}
      <div className={css.heading}>
        <h1>{title}</h1>
        {status === undefined ? null : <p data-testid="chat-status">{status}</p>}
      </div>
      {buttons}
      <LanguageSwitch />
    </header>
  );
}
