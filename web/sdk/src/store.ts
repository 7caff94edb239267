/** Where do a mini-app's few texts lie, and how many may there be? */

import { MiniAppError } from "./errors.ts";
import { MOST } from "./methods.ts";

export interface Store {
  get(key: string): string | null;
  /** Refuses: quota_exceeded. */
  set(key: string, value: string): null;
  remove(key: string): null;
  keys(): string[];
}

export class MemoryStore implements Store {
  #texts = new Map<string, string>();

  get(key: string): string | null {
    return this.read().get(key) ?? null;
  }

  set(key: string, value: string): null {
    const texts = this.read();
    if (!texts.has(key) && texts.size >= MOST.keys) {
      throw new MiniAppError("quota_exceeded", `more than ${MOST.keys} keys`);
    }
    this.write(texts.set(key, value));
    return null;
  }

  remove(key: string): null {
    const texts = this.read();
    if (texts.delete(key)) {
      this.write(texts);
    }
    return null;
  }

  keys(): string[] {
    return [...this.read().keys()];
  }

  protected read(): Map<string, string> {
    return new Map(this.#texts);
  }

  protected write(texts: Map<string, string>): void {
    this.#texts = texts;
  }
}

/** In the host's own storage on this device, apart for each client and mini-app. */
export class DeviceStore extends MemoryStore {
  readonly #storage: Storage;
  readonly #name: string;

  constructor(storage: Storage, client: string, app: string) {
    super();
    this.#storage = storage;
    this.#name = `miniapp/${client}/${app}`;
  }

  // Another tab may have written meanwhile: nothing is held here.
  protected override read(): Map<string, string> {
    return new Map(pairs(this.#storage.getItem(this.#name)));
  }

  protected override write(texts: Map<string, string>): void {
    try {
      this.#storage.setItem(this.#name, JSON.stringify([...texts]));
    } catch (cause) {
      throw new MiniAppError("quota_exceeded", "this device is full", { cause });
    }
  }
}

function pairs(written: string | null): [string, string][] {
  try {
    const read: unknown = JSON.parse(written ?? "[]");
    return Array.isArray(read) ? read.filter(isPair) : [];
  } catch {
    return [];
  }
}

function isPair(value: unknown): value is [string, string] {
  return (
    Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === "string")
  );
}
