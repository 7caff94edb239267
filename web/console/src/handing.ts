/** How is a chat handed over by the keyboard, and what is on the screen once that is done? */

import { useRef, useState } from "react";

/** The form that hands a chat over, asked for by a key. */
export interface Asked {
  /** How often the key was pressed; 0: it was not. */
  times: number;
  /** It was handed over, or not after all, or it cannot be. */
  done(): void;
}

/** What the key does with the open chat, whose card it needs; afterwards the desk is as it was. */
export function useHanding(chat: string | null, card: boolean, setCard: (open: boolean) => void) {
  const [pressed, setPressed] = useState<{ chat: string | null; times: number }>(NEVER);
  const times = pressed.chat === chat ? pressed.times : 0;
  const before = useRef<{ card: boolean; focus: Element | null }>({ card, focus: null });
  const hand = () => {
    if (chat === null) {
      return;
    }
    // Whoever has folded the card meanwhile has left the form.
    if (times === 0 || !card) {
      before.current = { card, focus: document.activeElement };
    }
    setCard(true);
    setPressed({ chat, times: times + 1 });
  };
  const done = () => {
    if (times === 0) {
      return;
    }
    const { focus } = before.current;
    setPressed(NEVER);
    setCard(before.current.card);
    if (focus instanceof HTMLElement && focus !== document.body && focus.isConnected) {
      focus.focus({ preventScroll: true });
    }
  };
  const asked: Asked = { times, done };
  return { hand, asked };
}

const NEVER = { chat: null, times: 0 };
