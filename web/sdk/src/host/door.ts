/** What does a superapp ask of the server to open a mini-app? (`/superapp/v1`, `/miniapp/v1`) */

import type { User } from "../api.ts";
import type { Profile } from "../methods.ts";
import { ask, Problem } from "../problems.ts";
import type { Attempt, Order } from "./orders.ts";
import type { SeenNow } from "./seen.ts";

/** From where it is opened, and with what its page begins. */
export interface Wish {
  from: "widget" | "deeplink" | "push";
  widget?: string;
  /** The push that was tapped. */
  notification?: string;
  place?: string;
  start?: string;
  screen?: string;
  anchor?: string;
  /** What a push brought along, as it came: JSON. Only the page hears of it. */
  params?: string;
}

export interface Launched {
  url: string;
  token: string;
  expires_at: string;
  version: string;
  /** Whether the server has somebody who takes the money. */
  payments?: boolean;
}

export interface AskedScope {
  name: string;
  purpose: string;
  required: boolean;
}

export interface Offer {
  id: string;
  miniapp: string;
  title: string;
  version: number;
  file_url: string;
  scopes: AskedScope[];
}

/** A mini-app that the client let in. */
export interface LetIn {
  id: string;
  title: string;
  scopes: string[];
  asked: AskedScope[];
  notifications: boolean;
  since: string;
  opened_at: string | null;
}

/** What changes in it: `scopes` is all that is granted from now on, `grant` comes to what is. */
export interface Consent {
  scopes?: string[];
  grant?: string[];
  notifications?: boolean;
}

export interface DoorOptions {
  /** The server, without a slash at its end; empty: this page's own. */
  base?: string;
  /** The client's token; `fresh` when the last one is not taken any more. */
  token(fresh: boolean): Promise<string>;
  /** Tells this device from the client's others. */
  device: string;
  /** The superapp's own version. */
  version?: string;
}

/** Ids come by links and messages, and lead nowhere else. */
const piece = encodeURIComponent;

// A 401 that another client token would not mend.
const FINAL = ["sign_in_required", "session_replaced"];

export class SuperappDoor {
  readonly #options: DoorOptions;
  readonly #base: string;

  constructor(options: DoorOptions) {
    this.#options = options;
    this.#base = options.base ?? "";
  }

  launch(app: string, wish: Wish): Promise<Launched> {
    const { params: _, ...said } = wish;
    const body = { ...said, device: this.#options.device };
    return this.#ask(`miniapps/${piece(app)}/launch`, "POST", body);
  }

  /** Extend a launch: the same one, with a later end. */
  refresh(app: string, token: string): Promise<Launched> {
    return this.#ask(`miniapps/${piece(app)}/token`, "POST", { token });
  }

  async mine(): Promise<LetIn[]> {
    return (await this.#ask<{ items: LetIn[] }>("miniapps/mine")).items;
  }

  accept(offer: string, scopes: readonly string[]): Promise<null> {
    return this.#ask(`offers/${piece(offer)}/accept`, "POST", { scopes, ...this.#channel() });
  }

  decline(offer: string): Promise<null> {
    return this.#ask(`offers/${piece(offer)}/decline`, "POST", this.#channel());
  }

  change(app: string, what: Consent): Promise<null> {
    return this.#ask(`miniapps/${piece(app)}/consent`, "PUT", { ...what, ...this.#channel() });
  }

  revoke(app: string): Promise<null> {
    return this.#ask(`miniapps/${piece(app)}/consent`, "DELETE");
  }

  /** Read the client as the mini-app may know them; each read is audited as its own. */
  profile(token: string, fields: readonly (keyof User)[]): Promise<Profile> {
    const query = new URLSearchParams({ fields: fields.join(",") });
    return ask(`${this.#base}/miniapp/v1/me?${query}`, token);
  }

  chat(token: string): Promise<{ on: boolean; product: string }> {
    return ask(`${this.#base}/miniapp/v1/chat`, token);
  }

  /** Read one of the client's own orders, for the sheet that asks them to pay. */
  order(token: string, id: string): Promise<Order> {
    return ask(`${this.#base}/miniapp/v1/orders/${piece(id)}/sheet`, token);
  }

  /** Begin to pay it; while an attempt is open, this is the same one. */
  pay(token: string, id: string): Promise<Attempt> {
    return ask(`${this.#base}/miniapp/v1/orders/${piece(id)}/pay`, token, { method: "POST" });
  }

  /** Tell what was seen of the page, for the mini-app's figures; also while this page is left. */
  seen(token: string, body: SeenNow): Promise<null> {
    const sent = { method: "POST", body, keepalive: true };
    return ask(`${this.#base}/miniapp/v1/seen`, token, sent);
  }

  #channel() {
    const { device, version } = this.#options;
    return {
      platform: "web",
      device,
      ...(version === undefined ? {} : { client_version: version }),
    };
  }

  async #ask<T>(path: string, method = "GET", body?: unknown): Promise<T> {
    const url = `${this.#base}/superapp/v1/${path}`;
    const sent = body === undefined ? { method } : { method, body };
    try {
      return await ask<T>(url, await this.#options.token(false), sent);
    } catch (error) {
      const old = error instanceof Problem && error.status === 401 && !FINAL.includes(error.code);
      if (!old) {
        throw error;
      }
      return await ask<T>(url, await this.#options.token(true), sent);
    }
  }
}
