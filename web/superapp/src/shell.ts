/** What stands on the superapp's screen, one upon another, and what is it asking the client? */

import type { HostScreen } from "@chatserver/sdk";
import {
  type Chat,
  type LetIn,
  launchMiniapp,
  MiniAppError,
  type Offer,
  type Opened,
  type PaymentPage,
  type Place,
  Problem,
  type Sheet,
  type Stage,
  type SuperappDoor,
  type Wish,
} from "@chatserver/sdk/host";

export type View =
  | { kind: "miniapp"; key: number; title: string; opened: Opened; known: LetIn }
  | { kind: "chat"; key: number; chat: Chat }
  | { kind: "payment"; key: number; page: PaymentPage; left(): void }
  | { kind: "screen"; key: number; screen: HostScreen; target: string | null };

type Given = View extends infer V ? (V extends View ? Omit<V, "key"> : never) : never;

/** What is drawn over everything until the client answers. */
export type Question =
  | Sheet
  | { kind: "place"; places: Place[] }
  | { kind: "offer"; offer: Offer }
  | { kind: "replaced" }
  | { kind: "problem"; code: string };

interface Pending {
  question: Question;
  answer(value: unknown): void;
}

export interface Shown {
  views: readonly View[];
  question: Question | null;
  opening: boolean;
}

export class Shell {
  readonly #door: SuperappDoor;
  #shown: Shown = { views: [], question: null, opening: false };
  #pending: Pending[] = [];
  /** What was opened last, to its end. */
  #before: Promise<void> = Promise.resolve();
  #keys = 0;
  /** What a view does with the way back itself, by its key. */
  readonly #catchers = new Map<number, () => boolean>();
  readonly #listeners = new Set<() => void>();

  constructor(door: SuperappDoor) {
    this.#door = door;
  }

  readonly follow = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly shown = (): Shown => this.#shown;

  /** Open a mini-app; whatever stands in the way is asked for, and what cannot be mended is told. */
  async open(app: string, wish: Wish): Promise<void> {
    if (this.#shown.opening) {
      return;
    }
    this.#show({ opening: true });
    this.#before = this.#before.then(() => this.#open(app, wish));
    await this.#before;
  }

  async #open(app: string, wish: Wish): Promise<void> {
    const stage = this.stage();
    let opening = true;
    const ended = () => {
      if (opening) {
        opening = false;
        this.#show({ opening });
      }
    };
    const offer = async (one: Offer) => {
      const scopes = await stage.offer(one);
      if (scopes === null) {
        // Back on the screens; that the server is still told of it keeps nobody from the next tap.
        ended();
      }
      return scopes;
    };
    try {
      const opened = await launchMiniapp(this.#door, app, wish, { ...stage, offer });
      const known = opened && (await this.#door.mine()).find(({ id }) => id === app);
      if (opened && known) {
        this.push({ kind: "miniapp", title: known.title, opened, known });
      }
    } catch (error) {
      void this.ask({ kind: "problem", code: error instanceof Problem ? error.code : "offline" });
    } finally {
      ended();
    }
  }

  push(view: Given): void {
    this.#keys += 1;
    this.#show({ views: [...this.#shown.views, { ...view, key: this.#keys } as View] });
  }

  /** Take away the topmost view, or all down to one of them. */
  leave(key?: number): void {
    const { views } = this.#shown;
    const index = key === undefined ? views.length - 1 : views.findIndex((one) => one.key === key);
    if (index >= 0) {
      this.#show({ views: views.slice(0, index) });
    }
  }

  /** Let a view be asked first when the client goes back, until the returned function is called. */
  catches(key: number, back: () => boolean): () => void {
    this.#catchers.set(key, back);
    return () => this.#catchers.delete(key);
  }

  /** Go back to so many views; false: the topmost takes care of the step itself. */
  keep(count: number): boolean {
    const { views } = this.#shown;
    const top = views.at(-1);
    const step = top !== undefined && count === views.length - 1;
    if (step && this.#catchers.get(top.key)?.() === true) {
      return false;
    }
    this.#show({ views: views.slice(0, count) });
    return true;
  }

  rename(key: number, title: string): void {
    const views = this.#shown.views.map((one) =>
      one.key === key && one.kind === "miniapp" ? { ...one, title } : one,
    );
    this.#show({ views });
  }

  /** Ask the client something; null when they turn away. One question stands at a time. */
  ask<T>(question: Question): Promise<T | null> {
    return new Promise((resolve) => {
      this.#pending.push({ question, answer: (value) => resolve(value as T | null) });
      this.#show({});
    });
  }

  answer(value: unknown): void {
    this.#pending.shift()?.answer(value);
    this.#show({});
  }

  /** What a mini-app's host draws and where it goes; `key` is its own view, once it has one. */
  stage(key?: number, ready: () => void = () => undefined): Stage {
    const looksAtMe = () => key === undefined || this.#shown.views.at(-1)?.key === key;
    const agrees = async (question: Question) => (await this.ask<boolean>(question)) === true;
    return {
      place: (places) => this.ask<string>({ kind: "place", places }),
      offer: (offer) => this.ask<string[]>({ kind: "offer", offer }),
      // Whoever is here has signed in.
      signIn: async () => false,
      replaced: () => agrees({ kind: "replaced" }),
      sheet: agrees,
      openScreen: (screen, target) => {
        // Whoever looks at something else is not led away from it.
        if (!looksAtMe()) {
          throw new MiniAppError("gesture_required", "the client looks at something else");
        }
        this.push({ kind: "screen", screen, target });
      },
      openChat: (chat) => this.push({ kind: "chat", chat }),
      pay: async (page) => {
        if (looksAtMe()) {
          await this.#pay(page);
        }
      },
      openOutside: (url) => void window.open(url, "_blank", "noopener,noreferrer"),
      leave: () => this.leave(key),
      ready,
      title: (text) => key !== undefined && this.rename(key, text),
    };
  }

  /** Show the provider's page until it has done its work, or the client goes back from it. */
  #pay(page: PaymentPage): Promise<void> {
    return new Promise((left) => {
      this.push({ kind: "payment", page, left });
      const key = this.#keys;
      page.ended.addEventListener("abort", () => this.leave(key));
    });
  }

  #show(change: Partial<Shown>): void {
    const before = this.#shown.views;
    this.#shown = { ...this.#shown, ...change, question: this.#pending[0]?.question ?? null };
    for (const view of before) {
      if (view.kind === "payment" && !this.#shown.views.includes(view)) {
        view.left();
      }
    }
    for (const listener of [...this.#listeners]) {
      listener();
    }
  }
}
