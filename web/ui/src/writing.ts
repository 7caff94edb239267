/** What stands in the field: a draft, or the text of the message that is being changed? */

import { type RefObject, useEffect, useState } from "react";
import { draftOf, keepDraft } from "./drafts.ts";

export interface Writing {
  text: string;
  write(text: string): void;
  clear(): void;
  /** Put something where the caret stands. */
  insert(words: string): void;
}

export function useWriting(
  draft: string,
  editing: { seq: number; text: string } | null,
  field: RefObject<HTMLTextAreaElement | null>,
): Writing {
  const [text, setText] = useState(() => draftOf(draft));
  useEffect(() => setText(editing?.text ?? draftOf(draft)), [draft, editing]);
  const write = (next: string) => {
    setText(next);
    if (editing === null) {
      keepDraft(draft, next);
    }
  };
  return {
    text,
    write,
    clear: () => write(""),
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
