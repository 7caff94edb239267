/** How does a note for colleagues look, so that nobody takes it for words to the client? */

import type { Note, Unsent } from "@chatserver/protocol";
import { ActionIcon, Button, Group, Popover } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Meta, Words } from "./Bubble.tsx";
import css from "./conversation.module.css";
import { IconDelete, IconNote, IconPending } from "./icons.tsx";
import type { Line } from "./lines.ts";
import { Refused } from "./Refused.tsx";
import { clockTime } from "./times.ts";
import type { FocusBack } from "./useFocusBack.ts";

type AsideLine = Extract<Line, { kind: "aside" }>;

export interface AsideActs {
  retry(unsent: Unsent): void;
  discard(unsent: Unsent): void;
  /** Absent where nobody may delete. */
  removeNote?: ((note: Note) => void) | undefined;
  mayRemoveNote?: ((note: Note) => boolean) | undefined;
  /** Around the question whether to: its button goes with the note. */
  focus: FocusBack;
}

export function AsideBubble({ line, acts }: { line: AsideLine; acts: AsideActs }) {
  const { t, i18n } = useTranslation();
  const { unsent, note, text, name, at } = line;
  const { removeNote } = acts;
  const doomed = note !== null && acts.mayRemoveNote?.(note) === true ? note : null;
  return (
    <div className={css.asideRow}>
      <div className={css.aside} data-testid="aside" data-status={unsent?.status}>
        <div className={css.asideHead}>
          <IconNote size={15} />
          <span className={css.asideWho}>
            <b>{name === "" ? t("aside.own") : name}</b> <span>{t("aside.label")}</span>
          </span>
          {doomed === null || removeNote === undefined ? null : (
            <RemoveButton remove={() => removeNote(doomed)} focus={acts.focus} />
          )}
        </div>
        <div className={css.asideText} data-gone={text === null || undefined}>
          {text === null ? t("aside.deleted") : <Words text={text} />}
          <Meta>
            <time dateTime={at}>{clockTime(at, i18n.language)}</time>
            {unsent?.status === "queued" ? <IconPending label={t("message.sending")} /> : null}
          </Meta>
        </div>
        {unsent?.status === "refused" ? <Refused unsent={unsent} acts={acts} /> : null}
      </div>
    </div>
  );
}

function RemoveButton({ remove, focus }: { remove(): void; focus: FocusBack }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const lost = useRef<(() => void) | null>(null);
  lost.current = asking ? () => focus.restore(true) : null;
  // A colleague may delete the note meanwhile: then the question goes with its button.
  useEffect(() => () => lost.current?.(), []);
  const leave = (removed: boolean) => {
    setAsking(false);
    focus.restore(removed);
  };
  const ask = () => {
    focus.remember();
    setAsking(true);
  };
  return (
    <Popover opened={asking} onChange={() => leave(false)} position="bottom-end" trapFocus>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={t("aside.delete")}
          onClick={() => (asking ? leave(false) : ask())}
        >
          <IconDelete size={15} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("aside.delete.sure")}>
        <Group gap="sm">
          <span>{t("aside.delete.sure")}</span>
          <Button
            size="compact-sm"
            color="red"
            onClick={() => {
              leave(true);
              remove();
            }}
          >
            {t("message.delete")}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => leave(false)}>
            {t("cancel")}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
