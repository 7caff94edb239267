/** Where do unsent messages lie, so that a reload does not lose them? */

/** Named strings; a name belongs to one entry, so that two tabs never overwrite each other. */
export interface Shelf {
  list(prefix: string): { name: string; value: string }[];
  put(name: string, value: string): void;
  drop(name: string): void;
}

/** The browser's own store; when it is full or forbidden, memory serves until the reload. */
export class BrowserShelf implements Shelf {
  readonly #spare = new MemoryShelf();

  list(prefix: string): { name: string; value: string }[] {
    const found = this.#spare.list(prefix);
    try {
      for (let i = 0; i < localStorage.length; i += 1) {
        const name = localStorage.key(i);
        const value = name?.startsWith(prefix) ? localStorage.getItem(name) : null;
        if (name !== null && value !== null) {
          found.push({ name, value });
        }
      }
    } catch {
      // A browser that forbids storage throws at the first touch.
    }
    return found;
  }

  put(name: string, value: string): void {
    try {
      localStorage.setItem(name, value);
    } catch {
      this.#spare.put(name, value);
    }
  }

  drop(name: string): void {
    this.#spare.drop(name);
    try {
      localStorage.removeItem(name);
    } catch {
      // As above.
    }
  }
}

export class MemoryShelf implements Shelf {
  readonly #entries = new Map<string, string>();

  list(prefix: string): { name: string; value: string }[] {
    return [...this.#entries]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => ({ name, value }));
  }

  put(name: string, value: string): void {
    this.#entries.set(name, value);
  }

  drop(name: string): void {
    this.#entries.delete(name);
  }
}
