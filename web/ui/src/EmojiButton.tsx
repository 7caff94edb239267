/** How does an emoji get into a message without an emoji keyboard? */

import { ActionIcon, Loader, Popover, useComputedColorScheme } from "@mantine/core";
import { useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./composer.module.css";
import { IconSmile } from "./icons.tsx";
import { tellCode } from "./sentences.ts";

export function EmojiButton({ choose }: { choose(emoji: string): void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  return (
    // No trap: it would see nothing in the picker's own tree that can have the focus, and hold the
    // Tab key back. The picker takes the focus itself, and what was chosen leads it to the text.
    <Popover opened={open} onChange={setOpen} position="top-start" shadow="md">
      <Popover.Target>
        <ActionIcon
          ref={opener}
          variant="subtle"
          color="gray"
          size={40}
          radius="xl"
          aria-label={t("composer.emoji")}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <IconSmile />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown
        p={0}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            opener.current?.focus();
          }
        }}
      >
        <EmojiPicker
          choose={(emoji) => {
            setOpen(false);
            choose(emoji);
          }}
          fail={() => {
            setOpen(false);
            tellCode("other");
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

/** The picker comes when it is asked for first: few messages need it. */
function EmojiPicker({ choose, fail }: { choose(emoji: string): void; fail(): void }) {
  const { t, i18n } = useTranslation();
  const dark = useComputedColorScheme("light") === "dark";
  const box = useRef<HTMLDivElement>(null);
  const told = useRef({ choose, fail });
  told.current = { choose, fail };
  const [ready, setReady] = useState(false);
  const language = i18n.language === "ru" ? "ru" : "en";
  // Before the box leaves the page, not after it.
  useLayoutEffect(() => {
    let stays = true;
    let putAway = () => {};
    import("./emoji.ts").then(
      ({ showPicker }) => {
        if (stays && box.current !== null) {
          putAway = showPicker(box.current, language, (emoji) => told.current.choose(emoji));
          setReady(true);
        }
      },
      () => stays && told.current.fail(),
    );
    return () => {
      stays = false;
      putAway();
    };
  }, [language]);
  return (
    <div ref={box} className={css.emoji} data-dark={dark || undefined} data-testid="emoji-picker">
      {ready ? null : <Loader type="dots" m="xl" role="status" aria-label={t("composer.emoji")} />}
    </div>
  );
}
