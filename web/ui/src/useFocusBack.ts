/** Where does the focus go after a menu and a question? */

import { type RefObject, useRef } from "react";

export interface FocusBack {
  remember(): void;
  /** `removed`: what had the focus, in the conversation, goes. */
  restore(removed: boolean): void;
}

/** The focus goes back to where it was; to the conversation, where that goes with a message. */
export function useFocusBack(scroller: RefObject<HTMLElement | null>): FocusBack {
  const before = useRef<Element | null>(null);
  return {
    remember: () => {
      before.current = document.activeElement;
    },
    restore: (removed: boolean) => {
      const { current: element } = before;
      const goes = element === document.body || (removed && scroller.current?.contains(element));
      const stays = !goes && element instanceof HTMLElement && element.isConnected;
      (stays ? element : scroller.current)?.focus();
    },
  };
}
