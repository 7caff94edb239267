/** How does an employee like the screens, on whichever device? */

import { Signal } from "@chatserver/protocol";
import { remember, remembered } from "@chatserver/ui";
import { type Http, Problem } from "./http.ts";

export type Look = "table" | "rows";

/** What is kept; every part is mended by whoever reads it. */
export interface Liking {
  /** The list on wide screens, while no chat is open. */
  look?: Look;
  columns?: unknown;
}

/** The whole document; other screens may keep something in it, too. */
type Kept = Readonly<Record<string, unknown>>;

/** What this device has of it. */
interface Copy {
  liking?: Liking;
  unsaved?: Liking;
}

const PATH = "me/preferences";
const PART = "console";
const PAUSE_MS = 400;

/**
 * Kept with the employee. This device has a copy, so that the first drawing is right and a server
 * that does not answer costs nothing but the other devices.
 */
export class Preferences {
  readonly liking: Signal<Liking>;
  readonly #http: Http;
  readonly #name: string;
  /** What was chosen here and is not with the server yet, though the page be left meanwhile. */
  #unsaved: Liking;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(staff: string, http: Http) {
    this.#http = http;
    this.#name = `console/liking/${staff}`;
    const copy = objectFrom(parsed(remembered(this.#name))) as Copy;
    this.#unsaved = objectFrom(copy.unsaved);
    this.liking = new Signal<Liking>(objectFrom(copy.liking));
  }

  /** Take what was chosen on another device. */
  async load(): Promise<void> {
    const { body } = await this.#http.card<Kept>(PATH);
    this.#take(body);
    await this.save();
  }

  like(change: Liking): void {
    this.#unsaved = { ...this.#unsaved, ...change };
    this.#show({ ...this.liking.value, ...change });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save().catch(() => undefined), PAUSE_MS);
  }

  /** Bring to the server what was chosen here; another device's choices of other things stay. */
  save(): Promise<void> {
    // One after the other: two at once would each find the other's version.
    this.#last = this.#last.catch(() => undefined).then(() => this.#bring());
    return this.#last;
  }

  async #bring(): Promise<void> {
    const saving = this.#unsaved;
    if (Object.keys(saving).length === 0) {
      return;
    }
    for (let tries = 0; tries < 3; tries += 1) {
      const { body, etag } = await this.#http.card<Kept>(PATH);
      const document = { ...body, [PART]: { ...objectFrom(body[PART]), ...saving } };
      try {
        await this.#http.card(PATH, { method: "PUT", body: document, etag });
      } catch (error) {
        // Another device was quicker: once more, over what it has stored.
        if (error instanceof Problem && error.code === "precondition_failed") {
          continue;
        }
        throw error;
      }
      if (this.#unsaved === saving) {
        this.#unsaved = {};
      }
      this.#take(document);
      return;
    }
  }

  #take(document: Kept): void {
    this.#show({ ...objectFrom(document[PART]), ...this.#unsaved });
  }

  #show(liking: Liking): void {
    this.liking.set(liking);
    const copy: Copy = { liking, unsaved: this.#unsaved };
    remember(this.#name, JSON.stringify(copy));
  }
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "{}");
  } catch {
    return {};
  }
}

function objectFrom(kept: unknown): Liking {
  return typeof kept === "object" && kept !== null && !Array.isArray(kept) ? kept : {};
}
