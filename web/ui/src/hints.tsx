/** What can be put in place of the few letters that were typed? Chosen without leaving the field. */

import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./composer.module.css";

export interface Hint {
  id: string;
  title: string;
  text: string;
}

interface Hints {
  view: ReactNode;
  /** Whether the key was for the hints, and is done with. */
  keys(event: KeyboardEvent): boolean;
  /** For the field, so that a reader is told of the hint under the mark. */
  aria: { "aria-controls"?: string; "aria-activedescendant"?: string };
}

export function useHints(
  text: string,
  find: ((text: string) => readonly Hint[]) | undefined,
  take: (text: string) => void,
): Hints {
  const { t } = useTranslation();
  const name = useId();
  const [mark, setMark] = useState({ text, at: 0, away: false });
  const now = mark.text === text ? mark : { text, at: 0, away: false };
  const hints = now.away ? [] : (find?.(text) ?? []);
  const at = Math.min(now.at, hints.length - 1);
  const move = (by: number) => setMark({ ...now, at: (at + by + hints.length) % hints.length });
  const keys = (event: KeyboardEvent) => {
    const acts: Record<string, () => void> = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: () => take(hints[at]?.text ?? text),
      Tab: () => take(hints[at]?.text ?? text),
      Escape: () => setMark({ ...now, away: true }),
    };
    const act = acts[event.key];
    if (
      hints.length === 0 ||
      act === undefined ||
      event.shiftKey ||
      event.nativeEvent.isComposing
    ) {
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    act();
    return true;
  };
  const idOf = (index: number) => `${name}-${index}`;
  return {
    keys,
    aria: hints.length === 0 ? {} : { "aria-controls": name, "aria-activedescendant": idOf(at) },
    view:
      hints.length === 0 ? null : (
        <div id={name} className={css.hints} role="listbox" aria-label={t("composer.hints")}>
          {hints.map((hint, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the field holds the focus
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field listens for the keys
            <div
              key={hint.id}
              id={idOf(index)}
              ref={
                index === at ? (element) => element?.scrollIntoView?.({ block: "nearest" }) : null
              }
              role="option"
              aria-selected={index === at}
              className={css.hint}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(hint.text)}
            >
              <b>{hint.title}</b>
              <span>{hint.text}</span>
            </div>
          ))}
        </div>
      ),
  };
}
