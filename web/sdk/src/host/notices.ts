/** May a mini-app send the client notifications? Asked for once while it is open. */

import type { NoticeState } from "../api.ts";

export interface NoticeDoor {
  /** Whether the scope is granted. */
  allowed(): boolean;
  ask(): Promise<boolean>;
  /** Keep that the client wants them. */
  keep(): Promise<unknown>;
}

export class Notices {
  readonly #door: NoticeDoor;
  #wanted: boolean;
  #refused = false;

  constructor(door: NoticeDoor, wanted: boolean) {
    this.#door = door;
    this.#wanted = wanted;
  }

  state(): NoticeState {
    if (this.#wanted && this.#door.allowed()) {
      return "granted";
    }
    return this.#refused ? "denied" : "unasked";
  }

  /** `asked`: the client has just allowed them, on the sheet for the scope. */
  async request(asked: boolean): Promise<NoticeState> {
    if (this.state() === "unasked") {
      if (asked || (await this.#door.ask())) {
        await this.#door.keep();
        this.#wanted = true;
      } else {
        this.#refused = true;
      }
    }
    return this.state();
  }
}
