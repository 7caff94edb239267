/** How does one get back from what lies over the screens? */

import { IconBack } from "@chatserver/ui";
import { ActionIcon, CloseButton } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import css from "./superapp.module.css";

interface BarProps {
  title: string;
  top?: boolean;
  back(): void;
  close?: (() => void) | undefined;
  children?: ReactNode;
}

export function Bar({ title, top = true, back, close, children }: BarProps) {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Never the frame: only the client's own touch may put the focus there.
    if (top) {
      button.current?.focus();
    }
  }, [top]);
  return (
    <header className={css.bar}>
      <ActionIcon
        ref={button}
        data-back
        variant="subtle"
        color="gray"
        size={38}
        radius="xl"
        aria-label={t("back")}
        onClick={back}
      >
        <IconBack />
      </ActionIcon>
      <h2>{title}</h2>
      {children}
      {close === undefined ? null : (
        <CloseButton size={38} radius="xl" aria-label={t("close")} onClick={close} />
      )}
    </header>
  );
}
