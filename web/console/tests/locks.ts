/** What a browser has to share among its tabs and jsdom lacks: locks. */

import { onTestFinished } from "vitest";

type Held = (lock: null) => Promise<unknown>;

/** One holder at a time, in the order of asking; who gives up before leaves the line. */
class Locks {
  readonly #lines = new Map<string, { held: Held }[]>();

  request(name: string, { signal }: { signal: AbortSignal }, held: Held): Promise<void> {
    const line = this.#lines.get(name) ?? [];
    this.#lines.set(name, line);
    const one = { held };
    line.push(one);
    signal.addEventListener("abort", () => {
      if (line.indexOf(one) > 0) {
        line.splice(line.indexOf(one), 1);
      }
    });
    if (line[0] === one) {
      void this.#let(line);
    }
    return Promise.resolve();
  }

  async query(): Promise<{ held: { name: string }[] }> {
    const names = [...this.#lines].filter(([, line]) => line.length > 0).map(([name]) => name);
    return { held: names.map((name) => ({ name })) };
  }

  async #let(line: { held: Held }[]): Promise<void> {
    await line[0]?.held(null);
    line.shift();
    if (line.length > 0) {
      void this.#let(line);
    }
  }
}

export function givenLocks(): void {
  Object.defineProperty(navigator, "locks", { value: new Locks(), configurable: true });
  onTestFinished(() => {
    Object.defineProperty(navigator, "locks", { value: undefined, configurable: true });
  });
}
