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
  browser?: Window & typeof globalThis;
}

export class PushSwitch {
  readonly state = new Signal<PushState>("absent");
  readonly #door: PushDoor;
  readonly #scope: string;
  readonly #stored: string;
  readonly #browser: Window & typeof globalThis;

  constructor({ door, scope, person, browser = window }: PushOptions) {
    this.#door = door;
    this.#scope = scope;
    this.#stored = `push/${scope}/${person}`;
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
      await this.#tell(await this.#subscribed());
    } catch (error) {
      this.state.set(before);
      throw error;
    }
  }

  async turnOff(): Promise<void> {
    const id = remembered(this.#stored);
    this.state.set("busy");
    try {
      if (id !== null) {
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

  async #subscribed(): Promise<PushSubscription> {
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
    return await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  }

  async #tell(subscription: PushSubscription): Promise<void> {
    remember(this.#stored, await this.#door.add(subscription.toJSON()));
    this.state.set("on");
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
