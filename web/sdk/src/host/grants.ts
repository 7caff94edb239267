/** What has the client granted, and how is the rest asked for? The server has the last word. */

import { MiniAppError } from "../errors.ts";
import { Problem } from "../problems.ts";
import type { AskedScope, Consent, LetIn } from "./door.ts";

export interface GrantDoor {
  /** What is granted now: elsewhere the client may have taken something back. null: all of it. */
  granted(): Promise<readonly string[] | null>;
  /** Keep what is granted besides from now on. */
  change(what: Consent): Promise<null>;
  /** Draw a sheet; true: the client agrees. */
  ask(scopes: AskedScope[]): Promise<boolean>;
  touched(): boolean;
}

export class Grants {
  readonly #door: GrantDoor;
  #granted: Set<string>;
  readonly #asked: readonly AskedScope[];
  /** Nobody is asked twice while the mini-app is open. */
  readonly #declined = new Set<string>();
  /** One after the other: what is read late would hide what was granted meanwhile. */
  #keeping: Promise<void> = Promise.resolve();

  constructor(door: GrantDoor, known: Pick<LetIn, "scopes" | "asked">) {
    this.#door = door;
    this.#granted = new Set(known.scopes);
    this.#asked = known.asked;
  }

  has(scope: string): boolean {
    return this.#granted.has(scope);
  }

  /** The ones of these that the client can be asked for now. */
  open(scopes: readonly string[]): AskedScope[] {
    return this.#asked.filter(
      ({ name }) => scopes.includes(name) && !this.has(name) && !this.#declined.has(name),
    );
  }

  /**
   * Make sure of a scope; returns whether the client has just been asked for it. Rejects:
   * permission_denied, gesture_required.
   */
  async need(scope: string): Promise<boolean> {
    if (this.has(scope)) {
      return false;
    }
    const open = this.open([scope]);
    if (open.length === 0) {
      throw new MiniAppError("permission_denied", `${scope} is not granted`);
    }
    if (!this.#door.touched()) {
      throw new MiniAppError("gesture_required", `${scope} can be asked for after a touch alone`);
    }
    if (!(await this.ask(open))) {
      throw new MiniAppError("permission_denied", `${scope} is not granted`);
    }
    return true;
  }

  /** Ask for these, with a sheet of the host's own. */
  async ask(scopes: AskedScope[]): Promise<boolean> {
    const names = scopes.map(({ name }) => name);
    if (!(await this.#door.ask(scopes))) {
      for (const name of names) {
        this.#declined.add(name);
      }
      return false;
    }
    const kept = this.#keeping.then(() => this.#keep(names));
    this.#keeping = kept.catch(() => {});
    await kept;
    return true;
  }

  async #keep(names: string[]): Promise<void> {
    try {
      await this.#door.change({ grant: names });
    } catch (error) {
      throw error instanceof Problem && error.status === 404 ? gone() : error;
    }
    const now = await this.#door.granted();
    if (now === null) {
      throw gone();
    }
    this.#granted = new Set(now);
  }
}

function gone(): MiniAppError {
  return new MiniAppError("consent_required", "the client has put this mini-app out");
}
