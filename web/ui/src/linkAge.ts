/** Is a link to a file still good, and who asks for another one? */

import { useState } from "react";

/** The links to a file live for ten minutes; a little earlier a fresh one is asked for. */
const FRESH_MS = 9 * 60_000;

/** Whether a link has lived so long that it may not be good any more. */
export function useLinkAge(url: string): () => boolean {
  const [came, setCame] = useState(() => ({ url, at: Date.now() }));
  if (came.url !== url) {
    setCame({ url, at: Date.now() });
  }
  return () => Date.now() - came.at > FRESH_MS;
}

/** Ask for fresh links when an address does not open, but not again and again for the same one. */
export function useOnce(url: string, freshen: () => Promise<void>): () => void {
  const [tried, setTried] = useState("");
  return () => {
    if (tried !== url) {
      setTried(url);
      freshen().catch(() => undefined);
    }
  };
}
