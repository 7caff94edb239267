/** How is a ready text put into a message with the mouse, and where are they looked after? */

import { IconQuick } from "@chatserver/ui";
import { ActionIcon, Button, Popover, Text, TextInput, UnstyledButton } from "@mantine/core";
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTools } from "../tools.tsx";
import { filled, matching } from "./fill.ts";
import { RepliesSheet } from "./RepliesSheet.tsx";
import css from "./replies.module.css";
import type { Ready } from "./useReplies.ts";

interface RepliesButtonProps {
  ready: Ready;
  insert(text: string): void;
  ref: Ref<{ open(): void }>;
}

export function RepliesButton({ ready, insert, ref }: RepliesButtonProps) {
  const { t } = useTranslation();
  const opener = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [managing, setManaging] = useState(false);
  const [words, setWords] = useState("");
  const { book } = useTools();
  useEffect(() => {
    if (open) {
      // Where they could not be had before.
      book.open();
    }
  }, [open, book]);
  useImperativeHandle(ref, () => ({ open: () => setOpen(true) }));
  const found = matching(ready.replies ?? [], words);
  const take = (text: string) => {
    setOpen(false);
    setWords("");
    insert(filled(text, ready.known));
  };
  return (
    <>
      <Popover
        opened={open}
        onChange={setOpen}
        position="top-start"
        width={360}
        trapFocus
        returnFocus
        shadow="md"
      >
        <Popover.Target>
          <ActionIcon
            ref={opener}
            variant="subtle"
            color="gray"
            size={40}
            radius="xl"
            aria-label={t("replies.open")}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <IconQuick />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown aria-label={t("replies.title")}>
          <TextInput
            data-autofocus
            size="sm"
            aria-label={t("replies.search")}
            placeholder={t("replies.search")}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
            onKeyDown={(event) => {
              const [first] = found;
              if (event.key === "Enter" && first !== undefined) {
                event.preventDefault();
                take(first.text);
              }
            }}
          />
          <ul className={css.replies} data-testid="replies">
            {found.map((reply) => (
              <li key={reply.id}>
                <UnstyledButton className={css.reply} onClick={() => take(reply.text)}>
                  <b>{reply.title}</b>
                  <span>{filled(reply.text, ready.known)}</span>
                </UnstyledButton>
              </li>
            ))}
          </ul>
          {found.length > 0 ? null : (
            <Text size="sm" c="dimmed" my="xs">
              {ready.replies === null
                ? t("field.loading")
                : t(words === "" ? "replies.none" : "replies.nothing")}
            </Text>
          )}
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => {
              setOpen(false);
              setManaging(true);
            }}
          >
            {t("replies.manage")}
          </Button>
        </Popover.Dropdown>
      </Popover>
      {managing ? (
        <RepliesSheet
          replies={ready.replies ?? []}
          close={() => {
            // What led here has gone with the list of replies.
            opener.current?.focus();
            setManaging(false);
          }}
        />
      ) : null}
    </>
  );
}
