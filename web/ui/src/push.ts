/** Does this browser ring when nobody looks? Only after a person has asked for it by a button. */

import { Signal } from "@chatserver/protocol";
import { remember, remembered } from "./storage.ts";

/**
 * `absent`: this browser or server cannot. `denied`: the browser was told never to ask.
 * `busy`: it is being changed.
 */
export type PushState = "absent" | "off" | "on" | "denied" | "busy";

/** How the server is told. */
export interface PushDoor {
  /** The key that this server is known by; null while it reaches no browsers. */
  key(): Promise<string | null>;
  /** Register it, and return by which id it is let go again. */
  add(subscription: PushSubscriptionJSON): Promise<string>;
  remove(id: string): Promise<void>;
}

interface PushOptions {
  door: PushDoor;
  /** Where the worker lies and what it is for: `/console/`. */
  scope: string;
  /** Whose choice is remembered. */
  person: string;
  /** Where the browser reaches no push service, the page rings while it is open (`ringByPage`). */
  page?: boolean;
  browser?: Window & typeof globalThis;
}

/** Remembered in place of the server's id of a subscription: there is none, the page rings. */
const PAGE = "page";

export class PushSwitch {
  readonly state = new Signal<PushState>("absent");
  readonly #door: PushDoor;
  readonly #scope: string;
  readonly #stored: string;
  readonly #page: boolean;
  readonly #browser: Window & typeof globalThis;

  constructor({ door, scope, person, page = false, browser = window }: PushOptions) {
    this.#door = door;
    this.#scope = scope;
    this.#stored = choiceOf(scope, person);
    this.#page = page;
    this.#browser = browser;
  }

  /** Find out how things are; who has asked for pushes before is registered anew. */
  async look(): Promise<void> {
    if (!this.#able()) {
      return;
    }
    if (this.#browser.Notification.permission === "denied") {
      this.state.set("denied");
      return;
    }
    if (remembered(this.#stored) === null) {
      this.state.set((await this.#door.key()) === null ? "absent" : "off");
      return;
    }
    if (remembered(this.#stored) === PAGE) {
      this.state.set("on");
      return;
    }
    const registered = await this.#browser.navigator.serviceWorker.getRegistration(this.#scope);
    const subscription = await registered?.pushManager.getSubscription();
    if (subscription) {
      await this.#tell(subscription);
    } else {
      remember(this.#stored, null);
      this.state.set("off");
    }
  }

  /** Ask the person, then the server. What the browser says no to is no error. */
  async turnOn(): Promise<void> {
    const before = this.state.value;
    this.state.set("busy");
    try {
      const permission = await this.#browser.Notification.requestPermission();
      if (permission !== "granted") {
        this.state.set(permission === "denied" ? "denied" : "off");
        return;
      }
      const subscription = await this.#subscribed();
      if (subscription === null) {
        remember(this.#stored, PAGE);
        this.state.set("on");
      } else {
        await this.#tell(subscription);
      }
    } catch (error) {
      this.state.set(before);
      throw error;
    }
  }

  async turnOff(): Promise<void> {
    const id = remembered(this.#stored);
    this.state.set("busy");
    try {
      if (id !== null && id !== PAGE) {
        await this.#door.remove(id);
      }
      remember(this.#stored, null);
      this.state.set("off");
    } catch (error) {
      this.state.set("on");
      throw error;
    }
  }

  #able(): boolean {
    const { navigator, isSecureContext } = this.#browser;
    return (
      isSecureContext &&
      "serviceWorker" in navigator &&
      "PushManager" in this.#browser &&
      "Notification" in this.#browser
    );
  }

  /** Null: there is no push service to be reached, and the page rings. */
  async #subscribed(): Promise<PushSubscription | null> {
    const key = await this.#door.key();
    if (key === null) {
      throw new Error("the server has no key");
    }
    const container = this.#browser.navigator.serviceWorker;
    await container.register(`${this.#scope}push-worker.js`, { scope: this.#scope });
    const { pushManager } = await container.ready;
    const standing = await pushManager.getSubscription();
    // One that was made for another key rings for nobody.
    if (standing !== null && !madeFor(standing, key)) {
      await standing.unsubscribe();
    }
    const asked = pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    return await (this.#page ? asked.catch(() => null) : asked);
  }

  async #tell(subscription: PushSubscription): Promise<void> {
    remember(this.#stored, await this.#door.add(subscription.toJSON()));
    this.state.set("on");
  }
}

function choiceOf(scope: string, person: string): string {
  return `push/${scope}/${person}`;
}

interface PageNotice {
  title: string;
  body: string;
  chat: string;
}

/** Ring from the page, for who has asked for it where no push service can be reached. */
export async function ringByPage(
  { scope, person, browser = window }: Pick<PushOptions, "scope" | "person" | "browser">,
  { title, body, chat }: PageNotice,
): Promise<void> {
  if (remembered(choiceOf(scope, person)) === PAGE) {
    const registered = await browser.navigator.serviceWorker.getRegistration(scope);
    // As a push would, so that the worker knows where a click leads.
    await registered?.showNotification(title, { body, tag: chat, data: { chat } });
  }
}

function madeFor(subscription: PushSubscription, key: string): boolean {
  const bound = subscription.options.applicationServerKey;
  if (bound === null) {
    return false;
  }
  const text = btoa(String.fromCharCode(...new Uint8Array(bound)));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "") === key;
}

/** A notice that was clicked leads to its chat, as the browser's own back and forward would. */
export function followNotices(
  scope: string,
  browser: Window & typeof globalThis = window,
): () => void {
  const container = browser.navigator.serviceWorker as ServiceWorkerContainer | undefined;
  const follow = (event: MessageEvent) => {
    const message = event.data as { type?: string; wanted?: Record<string, string> } | null;
    if (message?.type !== "open" || message.wanted === undefined) {
      return;
    }
    const address = new URL(browser.location.href);
    address.pathname = scope;
    for (const [name, value] of Object.entries(message.wanted)) {
      address.searchParams.set(name, value);
    }
    browser.history.pushState(null, "", address);
    browser.dispatchEvent(new PopStateEvent("popstate"));
  };
  container?.addEventListener("message", follow);
  return () => container?.removeEventListener("message", follow);
}
