/** Where does the focus go when the line to which it went back has just left the list? */

import { useEffect, useRef } from "react";
import type { Loaded } from "../loading.tsx";

/** Call what is returned when a line is removed: once the list is here anew, `to` has the focus. */
export function useLineGone(now: Loaded<unknown>) {
  const to = useRef<HTMLButtonElement>(null);
  const gone = useRef(false);
  useEffect(() => {
    if (now.state === "here" && gone.current) {
      gone.current = false;
      to.current?.focus();
    }
  }, [now]);
  return {
    to,
    mark: () => {
      gone.current = true;
    },
  };
}
