/** What may one tab of a browser hold alone, and who holds what? */

/** What this tab holds where it stands for itself. */
const alone = new Set<string>();

/** Whether the tabs know of each other; a page without HTTPS has no locks. */
export function canShare(): boolean {
  return navigator.locks !== undefined;
}

/** Hold it as soon as it is free, until the returned function is called. */
export function hold(name: string, held: () => void = () => undefined): () => void {
  if (!canShare()) {
    alone.add(name);
    held();
    return () => alone.delete(name);
  }
  const done = new AbortController();
  const free = new Promise<void>((resolve) => {
    done.signal.addEventListener("abort", () => resolve());
  });
  const asked = navigator.locks.request(name, { signal: done.signal }, () => {
    held();
    return free;
  });
  // Given up before it was free.
  asked.catch(() => undefined);
  return () => done.abort();
}

/** Whether a tab holds it now. */
export async function isHeld(name: string): Promise<boolean> {
  if (!canShare()) {
    return alone.has(name);
  }
  const { held } = await navigator.locks.query();
  return held?.some((lock) => lock.name === name) === true;
}
