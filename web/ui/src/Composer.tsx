/** Where does a person write, and when does it go out? */

import { ActionIcon, Textarea } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./composer.module.css";
import { IconCheck, IconClose, IconEdit, IconSend } from "./icons.tsx";

interface ComposerProps {
  /** What the draft belongs to: it waits there while another chat is open. */
  chat: string;
  limit: number;
  editing: { seq: number; text: string } | null;
  send(text: string): void;
  save(seq: number, text: string): void;
  leaveEditing(): void;
  typing(on: boolean): void;
  /** Esc with nothing to leave. */
  leave?: () => void;
  autoFocus?: boolean;
}

/** The count is shown when it begins to matter. */
const NEAR = 200;

const drafts = new Map<string, string>();

export function Composer(props: ComposerProps) {
  const { chat, limit, editing } = props;
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(drafts.get(chat) ?? "");
  const left = limit - [...text].length;
  const ready = /[^\s\u200b-\u200f\u2060\ufeff]/u.test(text) && left >= 0;

  useEffect(() => {
    setText(editing?.text ?? drafts.get(chat) ?? "");
    if (editing !== null || props.autoFocus === true) {
      field.current?.focus();
    }
  }, [chat, editing, props.autoFocus]);

  const write = (next: string) => {
    setText(next);
    if (editing === null) {
      drafts.set(chat, next);
      props.typing(next !== "");
    }
  };
  const go = () => {
    if (!ready) {
      return;
    }
    if (editing === null) {
      drafts.delete(chat);
      setText("");
      props.send(text.trimEnd());
    } else if (text.trimEnd() === editing.text) {
      props.leaveEditing();
    } else {
      props.save(editing.seq, text.trimEnd());
    }
    field.current?.focus();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      go();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (editing === null) {
        props.leave?.();
      } else {
        props.leaveEditing();
      }
    }
  };

  return (
    <div className={css.composer}>
      {editing === null ? null : (
        <div className={css.editing}>
          <IconEdit size={16} />
          <span style={{ flex: 1 }}>{t("composer.editing")}</span>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("cancel")}
            onClick={props.leaveEditing}
          >
            <IconClose size={16} />
          </ActionIcon>
        </div>
      )}
      <div className={css.inner}>
        <Textarea
          ref={field}
          className={css.field ?? ""}
          aria-label={t("composer.label")}
          placeholder={t("composer.placeholder")}
          autosize
          minRows={1}
          maxRows={7}
          radius="lg"
          value={text}
          onChange={(event) => write(event.currentTarget.value)}
          onKeyDown={keys}
          onBlur={() => props.typing(false)}
        />
        <ActionIcon
          size={40}
          radius="xl"
          variant="filled"
          disabled={!ready}
          aria-label={t(editing === null ? "composer.send" : "composer.save")}
          onClick={go}
        >
          {editing === null ? <IconSend /> : <IconCheck />}
        </ActionIcon>
      </div>
      {left < NEAR ? (
        <div className={css.count} data-over={left < 0 || undefined} role="status">
          {left < 0 ? t("composer.over", { count: -left }) : t("composer.left", { count: left })}
        </div>
      ) : null}
    </div>
  );
}
