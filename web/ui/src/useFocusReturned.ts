/** Where does the focus go after what lay over the page has gone? */

import { useEffect, useState } from "react";

/**
 * Back to what had it before, unless somebody has taken it meanwhile. For what is drawn only while
 * it is open: Mantine sees only those close that it has seen open.
 */
export function useFocusReturned(on = true): void {
  // Before the first drawing is over: then the focus is within.
  const [before] = useState(() => (on ? document.activeElement : null));
  useEffect(
    () => () => {
      // What has the focus goes with what lay over the page, a moment later.
      setTimeout(() => {
        const free = document.activeElement === null || document.activeElement === document.body;
        if (free && before instanceof HTMLElement && before.isConnected) {
          before.focus({ preventScroll: true });
        }
      });
    },
    [before],
  );
}
