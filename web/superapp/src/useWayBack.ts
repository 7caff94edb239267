/** What does the browser's own way back do? It takes away what lies on top. */

import { useEffect, useRef } from "react";
import type { Shell } from "./shell.ts";

export function useWayBack(shell: Shell, depth: number): void {
  const before = useRef(0);
  useEffect(() => {
    if (depth > before.current) {
      window.history.pushState({ depth }, "");
    } else if (depth < before.current) {
      window.history.replaceState({ depth }, "");
    }
    before.current = depth;
  }, [depth]);
  useEffect(() => {
    const follow = (event: PopStateEvent) => {
      const kept = Number(event.state?.depth ?? 0);
      if (shell.keep(kept)) {
        before.current = Math.min(before.current, kept);
      } else {
        // The browser has gone already: what is shown stands where it stood.
        window.history.pushState({ depth: before.current }, "");
      }
    };
    window.addEventListener("popstate", follow);
    return () => window.removeEventListener("popstate", follow);
  }, [shell]);
}
