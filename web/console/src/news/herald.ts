/** In which tab of the browser is news told, so that it is told once? */

import { canShare, hold, isHeld } from "./holding.ts";
import type { News } from "./own.ts";

interface HeraldOptions {
  /** Whose news. */
  staff: string;
  /** Notice what is news, in one tab for all of them, until the returned function is called. */
  watch(tell: (news: News[]) => void): () => void;
  /** Show in this tab, which can be seen. */
  show(news: News[]): void;
  /** Call the person. `unseen`: no tab can be seen. */
  ring(news: News[], unseen: boolean): void;
  page?: Page;
}

/** What tells whether a tab can be seen. */
type Page = EventTarget & Pick<Document, "visibilityState">;

type Said = { news: News[]; unseen: boolean } | { shown: true };

/** Held while this chat is before the person's eyes: there is nothing to tell of it. */
export function eyesOn(staff: string, chat: string): string {
  return `console/eyes/${staff}/${chat}`;
}

/**
 * One tab watches; of those that can be seen one shows and rings. With none to be seen the watching
 * one rings, and what was given is shown by the tab that is looked at next.
 */
export class Herald {
  readonly #options: HeraldOptions;
  readonly #name: string;
  /** Null: without locks each tab watches and tells for itself. */
  readonly #others: BroadcastChannel | null;
  #seen = false;
  #waiting: News[] = [];

  constructor(options: HeraldOptions) {
    this.#options = options;
    this.#name = `console/news/${options.staff}`;
    this.#others = canShare() ? new BroadcastChannel(this.#name) : null;
  }

  /** Take part until the returned function is called; then the herald is done for. */
  start(): () => void {
    let unwatch = () => {};
    const release = hold(`${this.#name}/watch`, () => {
      unwatch = this.#options.watch((news) => void this.#noticed(news));
    });
    this.#others?.addEventListener("message", ({ data }: MessageEvent<Said>) => {
      if ("news" in data) {
        this.#heard(data.news, data.unseen);
      } else {
        this.#waiting = [];
      }
    });
    const unseen = whileVisible(this.#options.page ?? document, () => {
      const hide = hold(`${this.#name}/seen`, () => this.#standInFront());
      return () => {
        this.#seen = false;
        hide();
      };
    });
    return () => {
      unseen();
      release();
      unwatch();
      this.#others?.close();
    };
  }

  async #noticed(news: News[]): Promise<void> {
    const { staff, ring } = this.#options;
    const looked = await Promise.all(news.map(({ row }) => isHeld(eyesOn(staff, row.id))));
    const told = news.filter((_, index) => !looked[index]);
    if (told.length === 0) {
      return;
    }
    const unseen = !(await isHeld(`${this.#name}/seen`));
    if (unseen) {
      ring(told, true);
    }
    this.#others?.postMessage({ news: told, unseen } satisfies Said);
    this.#heard(told, unseen);
  }

  #heard(news: News[], unseen: boolean): void {
    const given = news.filter(({ occasion }) => occasion === "given");
    if (unseen) {
      this.#waiting.push(...given);
    } else if (this.#seen) {
      this.#options.ring(news, false);
      this.#options.show(given);
    }
  }

  #standInFront(): void {
    this.#seen = true;
    this.#options.show(this.#waiting);
    this.#waiting = [];
    this.#others?.postMessage({ shown: true } satisfies Said);
  }
}

/** Do it whenever the page can be seen, and undo it whenever it cannot. */
function whileVisible(page: Page, act: () => () => void): () => void {
  let undo: (() => void) | null = null;
  const look = () => {
    const visible = page.visibilityState === "visible";
    if (visible && undo === null) {
      undo = act();
    } else if (!visible) {
      undo?.();
      undo = null;
    }
  };
  look();
  page.addEventListener("visibilitychange", look);
  return () => {
    page.removeEventListener("visibilitychange", look);
    undo?.();
  };
}
