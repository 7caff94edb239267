/** How does an employee like the screens, and where is that kept? */

import { Signal } from "@chatserver/protocol";
import { remember, remembered } from "@chatserver/ui";

/** What is kept; every part is mended by whoever reads it. */
export interface Liking {
  /** The list on wide screens, while no chat is open. */
  look?: "table" | "rows";
  columns?: unknown;
  views?: unknown;
}

/** Kept on this device, for each employee apart. */
export class Preferences {
  readonly liking: Signal<Liking>;
  readonly #name: string;

  constructor(staff: string) {
    this.#name = `console/liking/${staff}`;
    this.liking = new Signal<Liking>(parsed(remembered(this.#name)));
  }

  like(change: Liking): void {
    const liking = { ...this.liking.value, ...change };
    this.liking.set(liking);
    remember(this.#name, JSON.stringify(liking));
  }
}

function parsed(text: string | null): Liking {
  try {
    const kept: unknown = JSON.parse(text ?? "{}");
    return typeof kept === "object" && kept !== null ? kept : {};
  } catch {
    return {};
  }
}
