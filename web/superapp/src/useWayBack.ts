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
      before.current = Math.min(before.current, kept);
      shell.keep(kept);
    };
    window.addEventListener("popstate", follow);
    return () => window.removeEventListener("popstate", follow);
  }, [shell]);
}
