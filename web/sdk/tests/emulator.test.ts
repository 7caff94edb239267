/** How does a developer test a mini-app without a superapp? */

import { afterEach, expect, test, vi } from "vitest";
import { MiniApp, MiniAppError } from "../src/index.ts";
import { type EmulatedHost, emulateHost } from "../src/testing.ts";

let host: EmulatedHost | null = null;
afterEach(() => {
  host?.remove();
  window.location.hash = "";
  vi.unstubAllGlobals();
});

test("a page is greeted by an emulated host, and what it asks is written down", async () => {
  host = emulateHost({ user: { name: "Zoe" }, denied: ["phone"], launch: { start: "door" } });
  const app = await MiniApp.connect();
  const user = await app.user.get(["name", "phone"]);
  expect([user.name, user.phone, user.denied]).toEqual(["Zoe", undefined, ["phone"]]);
  expect(app.launch.start).toBe("door");
  await app.chat.open({ draft: "Hello" });
  expect(host.calls.at(-1)).toEqual({
    method: "chat.open",
    params: { tag: null, draft: "Hello" },
  });
});

test("how long the host may take to be found says nothing of its later answers", async () => {
  const host = emulateHost();
  host.answer("ui.ready", () => new Promise((go) => setTimeout(() => go(null), 2100)) as never);
  const app = await MiniApp.connect({ timeoutMs: 2000 });
  expect(await app.ui.ready()).toBeUndefined();
  host.remove();
});

test("what goes wrong in life can go wrong here", async () => {
  host = emulateHost({ without: ["payments.pay"] });
  host.fail("chat.open", "not_enabled");
  host.answer("storage.get", ({ key }) => `about ${key}`);
  const app = await MiniApp.connect();
  await expect(app.chat.open()).rejects.toBeInstanceOf(MiniAppError);
  await expect(app.payments.pay({ orderId: "1" })).rejects.toMatchObject({ code: "not_supported" });
  expect(await app.storage.get("tea")).toBe("about tea");
  const back = new Promise((go) => app.on("back", go));
  host.emit("back", null);
  expect(await back).toBeNull();
});

test.each([undefined, "failed", "pending"] as const)(
  "a payment ends as the test wants it: %s",
  async (wanted) => {
    host = emulateHost(wanted === undefined ? {} : { payment: wanted });
    const app = await MiniApp.connect();
    const told: unknown[] = [];
    app.on("payment", (payment) => told.push(payment));
    const payment = { orderId: "ord_1", status: wanted ?? "paid" };
    expect(await app.payments.pay({ orderId: "ord_1" })).toEqual(payment);
    expect(told).toEqual(wanted === "pending" ? [] : [payment]);
    expect(await app.supports("payments.pay")).toBe(true);
  },
);

test("storage takes 64 keys", async () => {
  host = emulateHost();
  const app = await MiniApp.connect();
  for (let number = 0; number < 64; number += 1) {
    await app.storage.set(`key ${number}`, "");
  }
  await expect(app.storage.set("one more", "")).rejects.toMatchObject({ code: "quota_exceeded" });
  await app.storage.remove("key 0");
  await app.storage.set("one more", "kept");
  expect(await app.storage.get("one more")).toBe("kept");
  expect((await app.storage.keys()).length).toBe(64);
});

test("without any host a page learns so at once", async () => {
  await expect(MiniApp.connect()).rejects.toMatchObject({ code: "host_not_found" });
});

test("with a token in the address a page works alone, and the address forgets it", async () => {
  const claims = {
    iss: "https://chat.example",
    aud: "mini-app:app_7",
    exp: 9e9,
    ver: "0f",
    env: "test",
  };
  const token = `x.${btoa(JSON.stringify(claims))}.x`;
  const asked = vi.fn(async (_url: string, _sent: RequestInit) =>
    Response.json({ id: "c1", env: "test", name: "Анна", denied: ["phone"] }),
  );
  vi.stubGlobal("fetch", asked);
  window.location.hash = `#token=${token}`;
  const app = await MiniApp.connect();
  expect(window.location.hash).toBe("");
  expect(app.launch).toMatchObject({ appId: "app_7", env: "test" });
  expect((await app.auth.token()).value).toBe(token);
  const user = await app.user.get(["name", "phone"]);
  expect([user.name, user.denied]).toEqual(["Анна", ["phone"]]);
  expect(asked.mock.calls[0]?.[0]).toBe("https://chat.example/miniapp/v1/me?fields=name%2Cphone");
  await expect(app.chat.open()).rejects.toMatchObject({ code: "not_supported" });
});

test("native shells speak the same frames", async () => {
  const welcome = { version: 1, launch: { ...LAUNCH }, theme: { scheme: "dark" }, supports: [] };
  const answered = (text: string) => {
    const { id, m } = JSON.parse(text);
    return JSON.stringify({ v: 1, k: "res", id, m, r: m === "connect" ? welcome : null });
  };
  const android = {
    onmessage: null as ((event: { data: unknown }) => void) | null,
    postMessage: (text: string) =>
      queueMicrotask(() => android.onmessage?.({ data: answered(text) })),
  };
  vi.stubGlobal("miniAppHost", android);
  expect((await MiniApp.connect()).ui.theme.scheme).toBe("dark");
  vi.unstubAllGlobals();
  const apple = { postMessage: async (text: string) => answered(text) };
  vi.stubGlobal("webkit", { messageHandlers: { miniAppHost: apple } });
  const app = await MiniApp.connect();
  await app.ui.ready();
  const back = new Promise((go) => app.on("back", go));
  const tell = (window as unknown as Record<string, (text: string) => void>).miniAppHostEvent;
  tell?.(JSON.stringify({ v: 1, k: "evt", id: "1", m: "back", p: null }));
  expect(await back).toBeNull();
});

const LAUNCH = {
  appId: "app_1",
  version: "0f",
  orgKind: "management",
  placeId: null,
  start: null,
  screen: null,
  anchor: null,
  params: null,
  locale: "ru",
  platform: "ios",
  env: "live",
};
