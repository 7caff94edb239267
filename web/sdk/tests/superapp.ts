/** A superapp of one client, and a mini-app's page that it shows, over a server that is made up. */

import { afterEach, beforeEach, expect, vi } from "vitest";
import type { App } from "../src/api.ts";
import { appOver } from "../src/app.ts";
import { Calls } from "../src/calls.ts";
import { HELLO } from "../src/handshake.ts";
import {
  type LetIn,
  launchMiniapp,
  MemoryStore,
  MiniappHost,
  type Opened,
  type PaymentPage,
  type Stage,
  SuperappDoor,
} from "../src/host/index.ts";
import { portPipe } from "../src/pipes.ts";

export const PAGE = "https://amini.apps.example";
export const NAME = { name: "profile.name", purpose: "To greet you", required: true };
export const PHONE = { name: "profile.phone", purpose: "To call you", required: false };
export const CHAT = { name: "chat.open", purpose: "To ask", required: false };
export const OFFER = {
  id: "off_1",
  miniapp: "app_1",
  title: "Passes",
  version: 1,
  file_url: "/f",
  scopes: [NAME],
};

export const ORDER = {
  id: "ord_1",
  state: "created",
  ends_as: null,
  attempt: null as { state: string } | null,
};

const HOUR_MS = 3_600_000;

function token(place: string | null, ver = "v1"): string {
  const said = { iss: "https://chat.example", aud: "mini-app:app_1", exp: 9e9, place, ver };
  return `x.${btoa(JSON.stringify(said))}.${Math.random()}`;
}

/** A server that has the consents of one client, as far as these tests need it. */
export class FakeServer {
  scopes = ["profile.name"];
  notifications = false;
  needs: string[] = [];
  version = "v1";
  /** The token that lives. */
  live = "";
  chatOn = true;
  /** Whether somebody takes the money; a server from before says nothing. */
  payments: boolean | undefined = undefined;
  order = { ...ORDER };
  /** The client has put the mini-app out. */
  out = false;
  launched: Record<string, unknown> = {};
  readonly asked: string[] = [];
  /** What the answer to a consent waits for, which is kept by then. */
  slow: Promise<void> = Promise.resolve();
  /** What was told of pages, and with which token. */
  readonly seen: [Record<string, unknown>, string][] = [];

  readonly fetch = async (url: string, sent: RequestInit): Promise<Response> => {
    const path = url.replace(/^\/(superapp|miniapp)\/v1\//, "").replace(/\?.*/, "");
    const body = sent.body === undefined ? null : JSON.parse(String(sent.body));
    this.asked.push(`${sent.method} ${path}`);
    const bearer = new Headers(sent.headers).get("Authorization")?.replace("Bearer ", "") ?? "";
    const answer = this.#answer(path, body, bearer);
    await (path.endsWith("/consent") ? this.slow : null);
    return answer;
  };

  #answer(path: string, body: Record<string, unknown>, bearer: string): Response {
    switch (path) {
      case "miniapps/app_1/launch":
        return this.#launch(body);
      case "miniapps/app_1/token":
        return body.token === this.live ? this.#launched(this.live) : no(401, "session_replaced");
      case "offers/off_1/accept":
        this.needs = this.needs.filter((one) => one !== "offer");
        return new Response(null, { status: 204 });
      case "miniapps/mine":
        return Response.json({ items: this.out ? [] : [{ id: "app_1", scopes: this.scopes }] });
      case "miniapps/app_1/consent":
        if (this.out) {
          return no(404, "not_found");
        }
        this.scopes = [...this.scopes, ...((body.grant as string[]) ?? [])];
        this.notifications = body.notifications === true;
        return new Response(null, { status: 204 });
      case "me":
        return bearer === this.live ? this.#me() : no(401, "session_replaced");
      case "seen":
        this.seen.push([body, bearer]);
        return new Response(null, { status: 204 });
      case "chat":
        return Response.json({ on: this.chatOn, product: "app_1" });
      case "orders/ord_1/sheet":
        return bearer === this.live ? Response.json(this.order) : no(401, "session_replaced");
      case "orders/ord_1/pay":
        this.order = { ...this.order, state: "pending", attempt: { state: "pending" } };
        return Response.json({ state: "pending", url: "https://pay.example/1" });
      case "orders/..%2Fme/sheet":
        return no(404, "not_found");
      default:
        return new Response(null, { status: 204 });
    }
  }

  #launch(body: Record<string, unknown>): Response {
    this.launched = body;
    if (this.needs.includes("place") && body.place === undefined) {
      return no(409, "place_required", { places: [{ id: "p1", name: "Flat 1" }, { id: 7 }] });
    }
    if (this.needs.includes("offer")) {
      return no(403, "offer_required", { offer: OFFER });
    }
    if (this.needs.includes("nothing")) {
      return no(404, "not_available");
    }
    this.live = token(String(body.place ?? "p0"), this.version);
    return this.#launched(this.live, this.payments);
  }

  #launched(given: string, payments?: boolean): Response {
    const expires_at = new Date(Date.now() + HOUR_MS).toISOString();
    const url = `${PAGE}/b/${this.version}/`;
    return Response.json({ url, token: given, expires_at, version: this.version, payments });
  }

  #me(): Response {
    const phone = this.scopes.includes("profile.phone");
    return Response.json({
      id: "c1",
      env: "live",
      name: "Ann",
      ...(phone ? { phone: "+7000" } : {}),
      denied: phone ? [] : ["phone"],
    });
  }
}

export function no(status: number, code: string, more: object = {}): Response {
  return Response.json({ code, request_id: "req_9", ...more }, { status });
}

export class FakeStage implements Stage {
  /** What the client answers to each sheet. */
  answers: boolean[] = [];
  readonly drawn: unknown[] = [];
  readonly went: unknown[] = [];
  place = async () => "p1";
  offer = vi.fn(
    async (offer: { scopes: { name: string }[] }): Promise<string[] | null> =>
      offer.scopes.map(({ name }) => name),
  );
  signIn = async () => false;
  replaced = vi.fn(async () => true);
  sheet = async (sheet: unknown) => {
    this.drawn.push(sheet);
    // Whoever answers presses a button of the superapp's.
    const button = document.body.appendChild(document.createElement("button"));
    button.focus();
    return this.answers.shift() ?? false;
  };
  openScreen = (...to: unknown[]) => void this.went.push(to);
  openChat = (chat: unknown) => void this.went.push(chat);
  openOutside = (url: unknown) => void this.went.push(url);
  pay: (page: PaymentPage) => Promise<void> = async ({ url }) => void this.went.push(url);
  leave = (why: unknown) => void this.went.push(["leave", why]);
  ready = vi.fn();
  title = vi.fn();
}

// Made anew before each test.
export let server: FakeServer;
export let stage: FakeStage;
export let door: SuperappDoor;
export let host: MiniappHost | null = null;
let active = true;

beforeEach(() => {
  ahead = 0;
  const start = Date.now();
  vi.spyOn(Date, "now").mockImplementation(() => start + ahead);
  server = new FakeServer();
  stage = new FakeStage();
  active = true;
  vi.stubGlobal("fetch", server.fetch);
  Object.defineProperty(navigator, "userActivation", {
    configurable: true,
    get: () => ({ isActive: active }),
  });
  door = new SuperappDoor({ token: async () => "client", device: "d1" });
});

afterEach(() => {
  host?.close();
  host = null;
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

export async function opened(): Promise<Opened> {
  const found = await launchMiniapp(door, "app_1", { from: "widget" }, stage);
  if (found === null) {
    throw new Error("nothing opened");
  }
  return found;
}

export function shown(found: Opened, known: Partial<LetIn> = {}): MiniappHost {
  const title = { id: "app_1", title: "Passes", since: "", opened_at: null, notifications: false };
  const asked = [NAME, PHONE, CHAT];
  // What the one before has yet to tell, the server of a later test would hear.
  host?.close();
  host = new MiniappHost(document, {
    door,
    opened: found,
    known: { ...title, scopes: ["profile.name"], asked, ...known },
    stage,
    store: new MemoryStore(),
    locale: "ru",
    theme: "light",
  });
  document.body.append(host.frame);
  host.frame.focus();
  return host;
}

/** The page in the frame: it greets the host and gets its port. */
export async function page(of: MiniappHost): Promise<App> {
  const { contentWindow } = of.frame;
  const answer = new Promise<[unknown, string, MessagePort[]]>((go) => {
    Object.assign(contentWindow ?? {}, { postMessage: (...sent: never[]) => go(sent as never) });
  });
  const data = { type: HELLO, v: 1, nonce: "n" };
  window.dispatchEvent(
    Object.assign(new Event("message"), { data, origin: PAGE, source: contentWindow }),
  );
  const [, target, [port]] = await answer;
  expect(target).toBe(PAGE);
  const calls = new Calls(portPipe(port as MessagePort));
  return appOver(calls, await calls.call("connect", { versions: [1], sdk: "1.0.0" }));
}

let ahead = 0;
export const later = (ms: number) => {
  ahead += ms;
};

/** The client's last touch is long past. */
export const untouched = () => {
  active = false;
};

/** The client touches the mini-app. */
export const touch = () => {
  active = true;
  host?.frame.focus();
};
