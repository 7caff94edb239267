/** What stands in the field: a draft, or the text of the message that is being changed? */

import { type RefObject, useRef, useState } from "react";
import { draftOf, keepDraft } from "./drafts.ts";

export interface Writing {
  text: string;
  write(text: string): void;
  clear(): void;
  /** Words that could not go where they were meant to: they stand behind what was begun. */
  giveBack(words: string): void;
  /** Put something where the caret stands. */
  insert(words: string): void;
}

export function useWriting(
  draft: string,
  editing: { seq: number; text: string } | null,
  field: RefObject<HTMLTextAreaElement | null>,
): Writing {
  const [held, hold] = useState({ draft, editing, text: editing?.text ?? draftOf(draft) });
  // At the very drawing at which the place changes: words of the one are never sent as the other's.
  const here = held.draft === draft && held.editing === editing;
  const text = here ? held.text : (editing?.text ?? draftOf(draft));
  const changing = useRef(false);
  changing.current = editing !== null;
  const write = (next: string) => {
    hold({ draft, editing, text: next });
    if (editing === null) {
      keepDraft(draft, next);
    }
  };
  return {
    text,
    write,
    clear: () => write(""),
    giveBack: (words) => {
      keepDraft(draft, behind(draftOf(draft), words));
      if (!changing.current) {
        hold({ draft, editing: null, text: draftOf(draft) });
      }
    },
    insert: (words) => {
      const at = field.current;
      const [from, to] =
        at === null ? [text.length, text.length] : [at.selectionStart, at.selectionEnd];
      write(text.slice(0, from) + words + text.slice(to));
      // The field has the new text after this drawing, and only then can the caret be set.
      requestAnimationFrame(() => {
        at?.focus();
        at?.setSelectionRange(from + words.length, from + words.length);
      });
    },
  };
}

function behind(begun: string, words: string): string {
  return begun === "" ? words : `${begun}\n${words}`;
}
