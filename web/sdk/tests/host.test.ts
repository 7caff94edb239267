/** What does a superapp let a mini-app's page do, and when does it ask the client? */

import { waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { App } from "../src/api.ts";
import { appOver } from "../src/app.ts";
import { Calls } from "../src/calls.ts";
import { BYE, HELLO } from "../src/handshake.ts";
import { paramsOf } from "../src/host/beginning.ts";
import {
  type LetIn,
  launchMiniapp,
  MemoryStore,
  MiniappHost,
  type Opened,
  type PaymentPage,
  Problem,
  type Stage,
  SuperappDoor,
} from "../src/host/index.ts";
import { portPipe } from "../src/pipes.ts";

const PAGE = "https://amini.apps.example";
const NAME = { name: "profile.name", purpose: "To greet you", required: true };
const PHONE = { name: "profile.phone", purpose: "To call you", required: false };
const CHAT = { name: "chat.open", purpose: "To ask", required: false };
const OFFER = {
  id: "off_1",
  miniapp: "app_1",
  title: "Passes",
  version: 1,
  file_url: "/f",
  scopes: [NAME],
};

const ORDER = {
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
class FakeServer {
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

function no(status: number, code: string, more: object = {}): Response {
  return Response.json({ code, request_id: "req_9", ...more }, { status });
}

class FakeStage implements Stage {
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

let server: FakeServer;
let stage: FakeStage;
let door: SuperappDoor;
let active = true;
let host: MiniappHost | null = null;

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

async function opened(): Promise<Opened> {
  const found = await launchMiniapp(door, "app_1", { from: "widget" }, stage);
  if (found === null) {
    throw new Error("nothing opened");
  }
  return found;
}

function shown(found: Opened, known: Partial<LetIn> = {}): MiniappHost {
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
async function page(of: MiniappHost): Promise<App> {
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
const later = (ms: number) => {
  ahead += ms;
};

const touch = () => {
  active = true;
  host?.frame.focus();
};

test("a launch asks for the place and the offer, then opens", async () => {
  server.needs = ["place", "offer"];
  const found = await opened();
  expect(found.wish).toEqual({ from: "widget", place: "p1" });
  expect(stage.offer).toHaveBeenCalledTimes(1);
  expect(server.asked.filter((one) => one.endsWith("launch")).length).toBe(3);
  const app = await page(shown(found));
  expect(app.launch).toMatchObject({ appId: "app_1", version: "v1", placeId: "p1", env: "live" });
});

test("who declines the offer is led back, and the answer is told to the server", async () => {
  server.needs = ["offer"];
  stage.offer.mockResolvedValue(null);
  expect(await launchMiniapp(door, "app_1", { from: "widget" }, stage)).toBeNull();
  expect(server.asked.at(-1)).toBe("POST offers/off_1/decline");
});

test("what cannot be mended is a problem, and nobody asks without an end", async () => {
  server.needs = ["nothing"];
  const launch = () => launchMiniapp(door, "app_1", { from: "deeplink" }, stage);
  await expect(launch()).rejects.toMatchObject({ code: "not_available" });
  server.needs = ["offer", "offer2"];
  vi.stubGlobal("fetch", async () => no(403, "offer_required", { offer: OFFER }));
  await expect(launch()).rejects.toBeInstanceOf(Problem);
  expect(stage.offer.mock.calls.length).toBeLessThan(10);
});

test("the frame is boxed, and keeps an origin only where that is its own", async () => {
  const { frame } = shown(await opened());
  expect(frame.getAttribute("sandbox")).toBe(
    "allow-scripts allow-forms allow-popups allow-downloads allow-same-origin",
  );
  expect(frame.getAttribute("referrerpolicy")).toBe("no-referrer");
  expect(frame.getAttribute("allow")).toBe("");
  const found = await opened();
  const ours = { ...found, launched: { ...found.launched, url: `${location.origin}/apps/a/b/` } };
  const boxed = new MiniappHost(document, {
    door,
    opened: ours,
    known: {
      id: "app_1",
      title: "",
      scopes: [],
      asked: [],
      notifications: false,
      since: "",
      opened_at: null,
    },
    stage,
    store: new MemoryStore(),
    locale: "ru",
    theme: "light",
  });
  expect(boxed.frame.getAttribute("sandbox")).not.toContain("allow-same-origin");
  expect(boxed.bridged).toBe(false);
  boxed.close();
});

test("optional data is asked for after a touch, with its purpose, and never twice", async () => {
  const app = await page(shown(await opened()));
  active = false;
  expect((await app.user.get(["name", "phone"])).denied).toEqual(["phone"]);
  expect(stage.drawn).toEqual([]);
  touch();
  expect((await app.user.get(["phone"])).denied).toEqual(["phone"]);
  expect(stage.drawn).toEqual([{ kind: "scopes", scopes: [PHONE] }]);
  expect((await app.user.get(["phone"])).denied).toEqual(["phone"]);
  expect(stage.drawn.length).toBe(1);
});

test("what the client grants is kept by the server and read at once", async () => {
  stage.answers = [true];
  const app = await page(shown(await opened()));
  const user = await app.user.get(["name", "phone"]);
  expect([user.name, user.phone, user.denied]).toEqual(["Ann", "+7000", []]);
  expect(server.scopes).toEqual(["profile.name", "profile.phone"]);
});

test("what the client has taken back elsewhere is not granted along with something new", async () => {
  server.scopes = ["profile.name"];
  const known = { scopes: ["profile.name", "storage"] };
  const app = await page(shown(await opened(), known));
  stage.answers = [true];
  await app.user.get(["phone"]);
  expect(server.scopes).toEqual(["profile.name", "profile.phone"]);
  await expect(app.storage.keys()).rejects.toMatchObject({ code: "permission_denied" });
});

test("of two sheets that are answered at once neither takes back what the other gave", async () => {
  const app = await page(shown(await opened()));
  stage.answers = [true, true];
  let resolve = () => {};
  server.slow = new Promise((done) => {
    resolve = done;
  });
  const phone = app.user.get(["phone"]);
  await waitFor(() => expect(server.asked.at(-1)).toBe("PUT miniapps/app_1/consent"));
  touch();
  const chat = app.chat.open();
  await waitFor(() => expect(stage.drawn.length).toBe(2));
  resolve();
  await Promise.all([phone, chat]);
  expect(server.scopes).toEqual(["profile.name", "profile.phone", "chat.open"]);
});

test("who has put the mini-app out elsewhere lets it in by no sheet", async () => {
  const app = await page(shown(await opened()));
  stage.answers = [true];
  server.out = true;
  await expect(app.chat.open()).rejects.toMatchObject({ code: "consent_required" });
  expect(server.scopes).toEqual(["profile.name"]);
});

test("a touch asks for one thing, however much is asked at once", async () => {
  const app = await page(shown(await opened(), { scopes: ["chat.open"] }));
  stage.answers = [true, true];
  const outside = () => app.navigation.external("https://a.example/");
  const both = await Promise.allSettled([outside(), outside(), app.chat.open()]);
  expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
  expect(stage.drawn.length).toBe(1);
});

test("a page that greets anew may not ask more often", async () => {
  const one = shown(await opened());
  const app = await page(one);
  for (let count = 1; count < 199; count += 1) {
    await app.ui.ready();
  }
  const again = await page(one);
  await expect(again.ui.ready()).rejects.toMatchObject({ code: "rate_limited" });
});

test("what a push brought along reaches the page alone", async () => {
  const params = '{"order":17,"urgent":true,"from":"us"}';
  const wish = { from: "push", notification: "ntf_1", screen: "order", params } as const;
  const found = (await launchMiniapp(door, "app_1", wish, stage)) as Opened;
  expect(server.launched).toEqual({
    from: "push",
    notification: "ntf_1",
    screen: "order",
    device: "d1",
  });
  const app = await page(shown(found));
  expect(app.launch).toMatchObject({
    screen: "order",
    params: { order: 17, urgent: true, from: "us" },
  });
  const told = new Promise((go) => app.on("notification", go));
  host?.tell("notification", { screen: null, anchor: "total", params: { order: 18 } });
  expect(await told).toEqual({ screen: null, anchor: "total", params: { order: 18 } });
});

test.each(["[1]", "{", '{"a":{"b":1}}', "null"])(
  "of what is no flat list of words and numbers the page gets nothing: %s",
  (written) => {
    expect(paramsOf(written)).toEqual({});
  },
);

test("ids lead nowhere else", async () => {
  const found = launchMiniapp(door, "../me?x=", { from: "deeplink" }, stage);
  await found.catch(() => undefined);
  expect(server.asked).toEqual(["POST miniapps/..%2Fme%3Fx%3D/launch"]);
});

test("chat and outside addresses want a touch and a sheet of the host's own", async () => {
  const app = await page(shown(await opened(), { scopes: ["chat.open"] }));
  active = false;
  await expect(app.chat.open()).rejects.toMatchObject({ code: "gesture_required" });
  await expect(app.navigation.external("https://a.example/")).rejects.toMatchObject({
    code: "gesture_required",
  });
  expect(stage.drawn).toEqual([]);
  touch();
  await expect(app.chat.open()).rejects.toMatchObject({ code: "canceled" });
  expect(stage.went).toEqual([]);
  stage.answers = [true, true];
  later(5_000);
  touch();
  await app.chat.open({ draft: "Hi" });
  touch();
  await app.navigation.external("https://a.example/x");
  expect(stage.went).toEqual([
    { product: "app_1", place: null, tag: null, draft: "Hi" },
    "https://a.example/x",
  ]);
});

test("the answer to a sheet is no touch, and after a no a page cannot ask at once", async () => {
  const app = await page(shown(await opened(), { scopes: ["chat.open"] }));
  const refused = () => expect(app.chat.open()).rejects.toMatchObject({ code: "gesture_required" });
  stage.answers = [true, false];
  await app.chat.open();
  await refused();
  touch();
  await expect(app.chat.open()).rejects.toMatchObject({ code: "canceled" });
  touch();
  await refused();
  later(4_999);
  await refused();
  expect(stage.drawn.length).toBe(2);
  later(1);
  touch();
  await expect(app.chat.open()).rejects.toMatchObject({ code: "canceled" });
});

test("who has just allowed the chat is not asked whether to open it", async () => {
  stage.answers = [true];
  const app = await page(shown(await opened()));
  await app.chat.open();
  expect(stage.drawn).toEqual([{ kind: "scopes", scopes: [CHAT] }]);
  expect(stage.went.length).toBe(1);
});

test("a touch of the host is no touch of the mini-app", async () => {
  const app = await page(shown(await opened(), { scopes: ["chat.open"] }));
  document.body.append(document.createElement("button"));
  document.querySelector("button")?.focus();
  await expect(app.chat.open()).rejects.toMatchObject({ code: "gesture_required" });
});

test.each(["http://a.example", "javascript:alert(1)", "https://", "/local"])(
  "%s does not open outside",
  async (url) => {
    const app = await page(shown(await opened()));
    await expect(app.navigation.external(url)).rejects.toMatchObject({ code: "invalid_params" });
    expect(stage.went).toEqual([]);
  },
);

test("without a grant or a chat nothing opens", async () => {
  const app = await page(shown(await opened(), { asked: [NAME] }));
  await expect(app.chat.open()).rejects.toMatchObject({ code: "permission_denied" });
  await expect(app.storage.set("a", "b")).rejects.toMatchObject({ code: "permission_denied" });
  server.chatOn = false;
  const other = await page(shown(await opened(), { scopes: ["chat.open"] }));
  await expect(other.chat.open()).rejects.toMatchObject({ code: "not_enabled" });
});

test("storage, screens, title and the way back", async () => {
  const one = shown(await opened(), { scopes: ["storage"] });
  const app = await page(one);
  await app.storage.set("tea", "green");
  expect([await app.storage.get("tea"), await app.storage.keys()]).toEqual(["green", ["tea"]]);
  await app.navigation.open("bills");
  await app.navigation.open("event", { target: "evt_1" });
  await expect(app.navigation.open("event")).rejects.toMatchObject({ code: "invalid_params" });
  await app.ui.title("Passes");
  expect(stage.title).toHaveBeenCalledWith("Passes");
  expect(one.back()).toBe(false);
  await app.ui.backButton(true);
  const back = new Promise((go) => app.on("back", go));
  expect(one.back()).toBe(true);
  await back;
  await app.navigation.close("done");
  expect(stage.went).toEqual([
    ["bills", null],
    ["event", "evt_1"],
    ["leave", "done"],
  ]);
});

test("a page that is gone does not hold the way back", async () => {
  const one = shown(await opened());
  const app = await page(one);
  await app.ui.backButton(true);
  expect(one.back()).toBe(true);
  const bye = (nonce: string) => {
    const data = { type: BYE, v: 1, nonce };
    // So a browser tells of a page that is gone.
    const gone = { data, origin: PAGE, source: null };
    window.dispatchEvent(Object.assign(new Event("message"), gone));
  };
  bye("of a page before");
  expect(one.back()).toBe(true);
  bye("n");
  expect(one.back()).toBe(false);
});

test("notifications are asked for once, and the answer goes to the server", async () => {
  const app = await page(shown(await opened(), { scopes: ["notifications"] }));
  expect(await app.notifications.permission()).toBe("unasked");
  stage.answers = [true];
  expect(await app.notifications.request()).toBe("granted");
  expect(server.notifications).toBe(true);
  expect(await app.notifications.permission()).toBe("granted");
});

test("an order is paid on the provider's page, which the host opens over a sheet's yes", async () => {
  server.payments = true;
  const found = await opened();
  const one = shown(found, { scopes: ["payments"] });
  // A launch that was extended meanwhile is the same one.
  await (await page(one)).auth.token({ fresh: true });
  const app = await page(one);
  expect(await app.supports("payments.pay")).toBe(true);
  const told = new Promise((go) => app.on("payment", go));
  active = false;
  const pay = () => app.payments.pay({ orderId: "ord_1" });
  await expect(pay()).rejects.toMatchObject({ code: "gesture_required" });
  touch();
  stage.answers = [true];
  stage.pay = async ({ url, order }) => {
    stage.went.push([url, order.id]);
    server.order = { ...server.order, state: "paid", attempt: { state: "paid" } };
  };
  const paid = { orderId: "ord_1", status: "paid" };
  expect([await pay(), await told]).toEqual([paid, paid]);
  expect(stage.drawn).toEqual([{ kind: "payment", order: ORDER }]);
  expect(stage.went).toEqual([["https://pay.example/1", "ord_1"]]);
  touch();
  await expect(app.payments.pay({ orderId: "../me" })).rejects.toMatchObject({
    code: "order_not_found",
  });
  expect(server.asked.at(-1)).toBe("GET orders/..%2Fme/sheet");
});

test("without the grant nothing is paid, and allowing payments is no yes to one", async () => {
  server.payments = true;
  const asked = [NAME, { name: "payments", purpose: "To pay for passes", required: false }];
  const app = await page(shown(await opened(), { asked }));
  stage.answers = [true, false];
  const answer = await app.payments.pay({ orderId: "ord_1" });
  expect(answer.status).toBe("canceled");
  expect(stage.drawn.map((sheet) => (sheet as { kind: string }).kind)).toEqual([
    "scopes",
    "payment",
  ]);
  expect(server.asked).not.toContain("POST orders/ord_1/pay");
});

test.each([
  ["nobody at the server takes the money", false, true],
  ["the server says nothing of it", undefined, true],
  ["the superapp shows no such page", true, false],
])("nothing can be paid where %s", async (_, payments, shows) => {
  server.payments = payments;
  if (!shows) {
    Object.assign(stage, { pay: undefined });
  }
  const app = await page(shown(await opened(), { scopes: ["payments"] }));
  expect(await app.supports("payments.pay")).toBe(false);
  await expect(app.payments.pay({ orderId: "ord_1" })).rejects.toMatchObject({
    code: "not_supported",
  });
});

test("opened elsewhere: the client continues here, and the page gets the new token", async () => {
  const app = await page(shown(await opened()));
  const before = await app.auth.token();
  const told = new Promise((go) => app.on("token", go));
  server.live = "of another device";
  expect((await app.user.get(["name"])).name).toBe("Ann");
  await told;
  expect(stage.replaced).toHaveBeenCalledTimes(1);
  expect((await app.auth.token()).value).not.toBe(before.value);
});

test("opened elsewhere, and not continued here: no token is minted", async () => {
  const app = await page(shown(await opened()));
  stage.replaced.mockResolvedValue(false);
  server.live = "of another device";
  const before = server.asked.length;
  await expect(app.auth.token({ fresh: true })).rejects.toMatchObject({ code: "canceled" });
  expect(server.asked.slice(before)).toEqual(["POST miniapps/app_1/token"]);
});

test("continued with another release: its page begins anew, and the old one has no bridge", async () => {
  const one = shown(await opened());
  const app = await page(one);
  server.live = "of another device";
  server.version = "v2";
  app.auth.token({ fresh: true }).catch(() => undefined);
  await waitFor(() => expect(one.frame.src).toBe(`${PAGE}/b/v2/`));
});

test("without a network a page learns that it is offline, and the server's refusal by its id", async () => {
  const app = await page(shown(await opened()));
  vi.stubGlobal("fetch", async () => no(403, "app_suspended"));
  await expect(app.user.get(["name"])).rejects.toMatchObject({
    code: "app_suspended",
    requestId: "req_9",
  });
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("failed");
  });
  await expect(app.user.get(["name"])).rejects.toMatchObject({ code: "offline", retryable: true });
});

test("how long a page took and what failed is told once, with the token of its launch", async () => {
  let now = 1000;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const one = shown(await opened());
  const first = server.live;
  const app = await page(one);
  now += 850;
  await app.ui.ready();
  now += 850;
  await app.ui.ready();
  expect(server.seen).toEqual([[{ load_ms: 850, errors: [] }, first]]);
  for (const _ of [1, 2]) {
    await expect(app.storage.get("a")).rejects.toMatchObject({ code: "permission_denied" });
    await expect(app.navigation.open("event")).rejects.toMatchObject({ code: "invalid_params" });
  }
  one.close();
  const errors = ["permission_denied", "invalid_params"];
  expect(server.seen.slice(1)).toEqual([[{ errors }, first]]);
});

test("what failed is gathered for a moment, and belongs to no later launch", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const app = await page(shown(await opened()));
    const fails = () => expect(app.navigation.open("event")).rejects.toBeInstanceOf(Error);
    await fails();
    vi.advanceTimersByTime(1999);
    expect(server.seen).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(server.seen).toEqual([[{ errors: ["invalid_params"] }, server.live]]);
    await expect(app.storage.get("a")).rejects.toBeInstanceOf(Error);
    server.live = "of another device";
    await app.auth.token({ fresh: true });
    await app.ui.ready();
    await fails();
    vi.advanceTimersByTime(2000);
    expect(server.seen.slice(1)).toEqual([[{ errors: ["invalid_params"] }, server.live]]);
  } finally {
    vi.useRealTimers();
  }
});
