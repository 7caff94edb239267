/** What becomes of the words in the field, and how does the field say so? */

import { ActionIcon } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "./composer.module.css";
import { IconCheck, IconClose, IconEdit, IconNote, IconReply, IconSend } from "./icons.tsx";
import type { Spoken } from "./lines.ts";
import { summaryOf } from "./Quote.tsx";

/** They go to the other side, change a message, or are for colleagues. */
export type Purpose = "send" | "edit" | "note";

export const LABELS = {
  send: { field: "composer.label", placeholder: "composer.placeholder", go: "composer.send" },
  edit: { field: "composer.label", placeholder: "composer.placeholder", go: "composer.save" },
  note: { field: "aside.write", placeholder: "aside.placeholder", go: "aside.send" },
} as const;

export function AsideSwitch({ on, turn }: { on: boolean; turn(on: boolean): void }) {
  const { t } = useTranslation();
  return (
    <ActionIcon
      variant={on ? "filled" : "subtle"}
      color={on ? "orange.9" : "gray"}
      size={40}
      radius="xl"
      aria-label={t("aside.switch")}
      aria-pressed={on}
      onClick={() => turn(!on)}
    >
      <IconNote />
    </ActionIcon>
  );
}

const GO_ICONS = { send: IconSend, edit: IconCheck, note: IconCheck };

export function Go({ purpose, ready, go }: { purpose: Purpose; ready: boolean; go(): void }) {
  const { t } = useTranslation();
  const Icon = GO_ICONS[purpose];
  return (
    <ActionIcon
      className={css.go ?? ""}
      size={40}
      radius="xl"
      variant="filled"
      disabled={!ready}
      {...(purpose === "note" ? { color: "orange.9" } : {})}
      aria-label={t(LABELS[purpose].go)}
      onClick={go}
    >
      <Icon />
    </ActionIcon>
  );
}

/**
 * That only colleagues read it. It stands there without words, too: what comes together with its
 * words is not read out by many a screen reader.
 */
function AsideHeading({ on, leave }: { on: boolean; leave(): void }) {
  const { t } = useTranslation();
  return (
    <div className={on ? css.editing : undefined} data-testid={on ? "noting" : undefined}>
      {on ? <IconNote size={16} /> : null}
      <span className={css.heading} role="status">
        {on ? (
          <>
            <b>{t("aside.only")}</b> {t("aside.unseen")}
          </>
        ) : null}
      </span>
      {on ? (
        <ActionIcon variant="subtle" color="gray" aria-label={t("aside.leave")} onClick={leave}>
          <IconClose size={16} />
        </ActionIcon>
      ) : null}
    </div>
  );
}

interface HeadingProps {
  purpose: Purpose;
  /** Whether it may be written for colleagues here. */
  aside: boolean;
  replying: Spoken | null;
  leave(): void;
}

/** What the text will do: change a message, answer one, or tell colleagues something. */
export function Heading({ purpose, aside, replying, leave }: HeadingProps) {
  return (
    <>
      {aside ? <AsideHeading on={purpose === "note"} leave={leave} /> : null}
      <MessageHeading editing={purpose === "edit"} replying={replying} leave={leave} />
    </>
  );
}

type MessageHeadingProps = Pick<HeadingProps, "replying" | "leave"> & { editing: boolean };

function MessageHeading({ editing, replying, leave }: MessageHeadingProps) {
  const { t } = useTranslation();
  if (!editing && replying === null) {
    return null;
  }
  return (
    <div className={css.editing} data-testid={editing ? "editing" : "replying"}>
      {editing ? <IconEdit size={16} /> : <IconReply size={16} />}
      <span className={css.heading}>
        {editing || replying === null ? (
          t("composer.editing")
        ) : (
          <>
            <b>{replying.by.name}</b> {summaryOf(replying, t)}
          </>
        )}
      </span>
      <ActionIcon variant="subtle" color="gray" aria-label={t("cancel")} onClick={leave}>
        <IconClose size={16} />
      </ActionIcon>
    </div>
  );
}
