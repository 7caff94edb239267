/** Where does a person write, and when does it go out? */

import { Textarea, VisuallyHidden } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useRef,
} from "react";
import { useTranslation } from "react-i18next";
import { AttachButton } from "./AttachButton.tsx";
import css from "./composer.module.css";
import { DictationButton } from "./DictationButton.tsx";
import { EmojiButton } from "./EmojiButton.tsx";
import { type Hint, useHints } from "./hints.tsx";
import { typesOnScreen } from "./keyboard.ts";
import type { Spoken } from "./lines.ts";
import { AsideSwitch, Go, Heading, LABELS, type Purpose } from "./purpose.tsx";
import { tellFailure } from "./sentences.ts";
import { useWriting } from "./writing.ts";

/** What stands above the field and goes out with the message. */
export interface Enclosed {
  view: ReactNode;
  /** It can be sent without a word. */
  enough: boolean;
}

/** What keys elsewhere on the screen do to it. */
export interface ComposerHandle {
  focus(): void;
  /** Focus it for whoever has a keyboard of their own, without having been asked to. */
  offer(): void;
  attach(): void;
}

/** Writing for colleagues, in the same field: it is either that or words to the other side. */
export interface Aside {
  on: boolean;
  turn(on: boolean): void;
  send(text: string): void;
}

interface ComposerProps {
  ref?: Ref<ComposerHandle>;
  /** Whose draft, and in which chat: it waits there while another chat is open. */
  draft: string;
  limit: number;
  editing: { seq: number; text: string } | null;
  /** What the message will reply to. */
  replying?: Spoken | null;
  enclosed?: Enclosed | undefined;
  send(text: string): void;
  /** Settles as the server settles it: what it refuses is given back to the field. */
  save(seq: number, text: string): Promise<unknown>;
  leaveEditing(): void;
  leaveReply?: () => void;
  /** Files that were chosen or pasted; without it none can be. */
  attach?: ((files: readonly File[]) => void) | undefined;
  /** What may stand in place of what was typed so far; chosen with the arrows and Enter. */
  hints?: (text: string) => readonly Hint[];
  /** More buttons; each may put something into the text. */
  tools?: (insert: (text: string) => void) => ReactNode;
  typing(on: boolean): void;
  /** Absent where there are no colleagues. */
  aside?: Aside | undefined;
  /** Esc with nothing to leave. */
  leave?: () => void;
  autoFocus?: boolean;
}

/** The count is shown when it begins to matter. */
const NEAR = 200;
const PAUSE_MS = 1000;

export function Composer(props: ComposerProps) {
  const { limit, editing, aside } = props;
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const purpose = purposeOf(props);
  const noting = purpose === "note";
  // What goes with a message, and its draft, waits while a note is written.
  const { replying, enclosed } = noting ? { replying: null, enclosed: undefined } : props;
  const draft = noting ? `${props.draft}/note` : props.draft;
  const { text, write, clear, giveBack, insert } = useWriting(draft, editing, field);
  const left = limit - [...text].length;
  const worded = /[^\s\u200b-\u200f\u2060\ufeff]/u.test(text);
  const ready = left >= 0 && (worded || (enclosed?.enough === true && editing === null));

  const files = useRef<HTMLInputElement>(null);
  useImperativeHandle(props.ref, () => ({
    focus: () => field.current?.focus(),
    offer: () => (typesOnScreen() ? undefined : field.current?.focus()),
    attach: () => files.current?.click(),
  }));
  const { autoFocus } = props;
  useEffect(() => {
    if (editing !== null || replying != null || (autoFocus === true && !typesOnScreen())) {
      field.current?.focus();
    }
  }, [editing, replying, autoFocus]);

  const go = () => {
    if (!ready) {
      return;
    }
    if (noting) {
      clear();
      aside?.send(text.trimEnd());
    } else if (editing === null) {
      clear();
      props.send(worded ? text.trimEnd() : "");
      props.leaveReply?.();
    } else if (text.trimEnd() === editing.text) {
      props.leaveEditing();
    } else {
      props.save(editing.seq, text.trimEnd()).catch((error: unknown) => {
        tellFailure(error);
        giveBack(text.trimEnd());
      });
    }
    field.current?.focus();
  };
  const turn = (on: boolean) => {
    props.typing(false);
    aside?.turn(on);
    field.current?.focus();
  };
  const stepBack = () => {
    if (noting) {
      turn(false);
    } else if (editing !== null) {
      props.leaveEditing();
    } else if (replying != null) {
      props.leaveReply?.();
    } else {
      props.leave?.();
    }
  };
  const hints = useHints(text, purpose === "send" ? props.hints : undefined, write);
  const keys = (event: KeyboardEvent) => {
    if (hints.keys(event)) {
      return;
    }
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      go();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      stepBack();
    }
  };
  const paste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length > 0 && props.attach !== undefined && purpose === "send") {
      event.preventDefault();
      props.attach(files);
    }
  };

  return (
    <div className={css.composer} data-aside={noting || undefined}>
      <Heading
        purpose={purpose}
        aside={aside !== undefined}
        replying={replying ?? null}
        leave={stepBack}
      />
      {editing === null ? enclosed?.view : null}
      {hints.view}
      <div className={css.inner}>
        <Textarea
          ref={field}
          className={css.field ?? ""}
          aria-label={t(LABELS[purpose].field)}
          placeholder={t(LABELS[purpose].placeholder)}
          autosize
          minRows={1}
          maxRows={7}
          radius="lg"
          value={text}
          onChange={(event) => {
            write(event.currentTarget.value);
            if (purpose === "send") {
              props.typing(event.currentTarget.value !== "");
            }
          }}
          onKeyDown={keys}
          {...hints.aria}
          onPaste={paste}
          onBlur={() => props.typing(false)}
        />
        <div className={css.tools}>
          {aside === undefined || purpose === "edit" ? null : (
            <AsideSwitch on={noting} turn={turn} />
          )}
          {props.attach === undefined || purpose !== "send" ? null : (
            <AttachButton input={files} choose={props.attach} />
          )}
          {noting ? null : props.tools?.(insert)}
          <EmojiButton choose={insert} />
          {/* It ends with what it was begun for: words for colleagues are not heard into a message. */}
          <DictationButton key={draft} hear={insert} />
        </div>
        <Go purpose={purpose} ready={ready} go={go} />
      </div>
      <Left left={left} />
    </div>
  );
}

function purposeOf({ editing, aside }: ComposerProps): Purpose {
  if (editing !== null) {
    return "edit";
  }
  return aside?.on === true ? "note" : "send";
}

/**
 * Seen at once, and read out when the person pauses. What reads it out stands there from the
 * beginning: what comes together with its words is not read by many a screen reader.
 */
function Left({ left }: { left: number }) {
  const { t } = useTranslation();
  const [name, count] = left < 0 ? ["composer.over", -left] : ["composer.left", left];
  const words = left >= NEAR ? "" : t(name as "composer.left", { count });
  const [said] = useDebouncedValue(words, PAUSE_MS);
  return (
    <>
      {words === "" ? null : (
        <div className={css.count} data-over={left < 0 || undefined} aria-hidden="true">
          {words}
        </div>
      )}
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </>
  );
}
