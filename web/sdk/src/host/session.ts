/** Does the token of an open mini-app still live, and what follows if it does not? (D3) */

import { MiniAppError } from "../errors.ts";
import { Problem } from "../problems.ts";
import type { Launched, SuperappDoor, Wish } from "./door.ts";
import { type Asking, launchMiniapp } from "./launching.ts";

/** Before its end by so much it is extended when somebody asks for it. */
const LEAST_LEFT_MS = 5 * 60_000;

export interface SessionStage extends Asking {
  /** "Opened on another device. Continue here?" */
  replaced(): Promise<boolean>;
}

export class LaunchSession {
  readonly #door: SuperappDoor;
  readonly #app: string;
  readonly #stage: SessionStage;
  readonly #renewed: (launched: Launched) => void;
  #wish: Wish;
  #launched: Launched;
  #renewing: Promise<Launched> | null = null;

  constructor(
    door: SuperappDoor,
    app: string,
    opened: { launched: Launched; wish: Wish },
    stage: SessionStage,
    renewed: (launched: Launched) => void,
  ) {
    this.#door = door;
    this.#app = app;
    this.#stage = stage;
    this.#renewed = renewed;
    this.#launched = opened.launched;
    this.#wish = opened.wish;
  }

  get launched(): Launched {
    return this.#launched;
  }

  get wish(): Wish {
    return this.#wish;
  }

  /** A token that lives; extended at the server if it is `fresh` or near its end. */
  async token(fresh: boolean): Promise<Launched> {
    const left = Date.parse(this.#launched.expires_at) - Date.now();
    if (!fresh && left > LEAST_LEFT_MS) {
      return this.#launched;
    }
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = null;
    });
    return await this.#renewing;
  }

  /** Do something with the token, once more with another if it was ended meanwhile. */
  async using<T>(act: (token: string) => Promise<T>): Promise<T> {
    try {
      return await act((await this.token(false)).token);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) {
        throw error;
      }
      return await act((await this.token(true)).token);
    }
  }

  async #renew(): Promise<Launched> {
    try {
      const longer = await this.#door.refresh(this.#app, this.#launched.token);
      this.#launched = { ...this.#launched, ...longer };
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "session_replaced") {
        throw error;
      }
      await this.#continueHere();
    }
    return this.#launched;
  }

  async #continueHere(): Promise<void> {
    const again = (await this.#stage.replaced())
      ? await launchMiniapp(this.#door, this.#app, this.#wish, this.#stage)
      : null;
    if (again === null) {
      throw new MiniAppError("canceled", "opened on another device, and not continued here");
    }
    this.#launched = again.launched;
    this.#wish = again.wish;
    this.#renewed(again.launched);
  }
}
