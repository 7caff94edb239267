/** What goes over the bridge, what is refused, and what becomes of an answer that never comes? */

import { waitFor } from "@testing-library/react";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { appOver } from "../src/app.ts";
import { Bridge, Pace, type Serving } from "../src/bridge.ts";
import { Calls } from "../src/calls.ts";
import { CODES, MiniAppError } from "../src/errors.ts";
import { decode, encode, MOST_BYTES } from "../src/frames.ts";
import { ABILITIES, EVENTS, METHODS, type Method } from "../src/methods.ts";
import { type Pipe, pipePair } from "../src/pipes.ts";

const WELCOME = {
  version: 1,
  launch: {
    appId: "app_1",
    version: "0f",
    orgKind: "management",
    placeId: null,
    start: null,
    screen: null,
    anchor: null,
    params: null,
    locale: "ru",
    platform: "web",
    env: "live",
  },
  theme: { scheme: "light" },
  supports: ["ui.title"],
} as const;

const open: Pipe[] = [];
afterEach(() => {
  for (const pipe of open.splice(0)) {
    pipe.close();
  }
});

function pair(): [Pipe, Pipe] {
  const pipes = pipePair();
  open.push(...pipes);
  return pipes;
}

function bridged(serving: Partial<Serving> = {}, now = Date.now) {
  const [page, host] = pair();
  const connect = () => ({ ...WELCOME, supports: [...WELCOME.supports] });
  const bridge = new Bridge(host, { connect, ...serving }, new Pace(now));
  return { bridge, calls: new Calls(page) };
}

/** A host that says what it likes. */
function rude(answer: (frame: Record<string, unknown>) => unknown, timeoutMs?: number) {
  const [page, host] = pair();
  host.receive((data) => {
    const said = answer(JSON.parse(String(data)));
    host.send(typeof said === "string" ? said : JSON.stringify(said));
  });
  return new Calls(page, timeoutMs);
}

const connect = (calls: Calls) => calls.call("connect", { versions: [1], sdk: "1.0.0" });

test("an answer finds its call, whatever comes between", async () => {
  const { calls } = bridged({
    "storage.get": async ({ key }) => {
      await new Promise((go) => setTimeout(go, key === "slow" ? 20 : 0));
      return key;
    },
  });
  const slow = calls.call("storage.get", { key: "slow" });
  expect(await calls.call("storage.get", { key: "quick" })).toBe("quick");
  expect(await slow).toBe("slow");
});

test("every method and every event has a form on both sides", () => {
  expect(Object.keys(METHODS).sort()).toEqual(["connect", ...ABILITIES].sort());
  for (const shape of Object.values(EVENTS)) {
    expect(shape({ nonsense: true } as never)).toBe(false);
  }
  for (const { params, result } of Object.values(METHODS)) {
    for (const wrong of [undefined, 1, [""], "x".repeat(5000), { fields: ["card"] }]) {
      expect(params(wrong)).toBe(false);
      expect(result(wrong)).toBe(false);
    }
  }
});

test("a page does not even send what the host would refuse", async () => {
  const send = vi.fn();
  const calls = new Calls({ send, receive: () => undefined, close: () => undefined });
  await expect(calls.call("ui.title", { text: "x".repeat(41) })).rejects.toMatchObject({
    code: "invalid_params",
  });
  await expect(calls.call("user.get", { fields: ["card" as never] })).rejects.toMatchObject({
    code: "invalid_params",
  });
  expect(send).not.toHaveBeenCalled();
});

test.each([
  ["wallet.open", null, "unknown_method"],
  ["toString", null, "unknown_method"],
  ["ui.title", { text: 5 }, "invalid_params"],
  ["ui.title", null, "invalid_params"],
  ["payments.pay", { orderId: "1" }, "not_supported"],
  ["connect", { versions: [2, 3], sdk: "9" }, "version_too_old"],
])("a host refuses %s with %j", async (m, p, code) => {
  const [page, host] = pair();
  const title = vi.fn(() => null);
  new Bridge(host, { connect: () => ({ ...WELCOME, supports: [] }), "ui.title": title });
  const answer = new Promise((go) => page.receive(go));
  page.send(JSON.stringify({ v: 1, k: "req", id: "1", m, p }));
  expect(decode(await answer)).toMatchObject({ k: "res", id: "1", m, e: { code } });
  expect(title).not.toHaveBeenCalled();
});

test("a host answers nothing at all to what is no request", async () => {
  const [page, host] = pair();
  const heard = vi.fn();
  page.receive(heard);
  new Bridge(host, { connect: () => ({ ...WELCOME, supports: [] }), "ui.ready": () => null });
  const good = { v: 1, k: "req", id: "1", m: "ui.ready", p: null };
  const wrong = [
    "",
    "not json",
    "null",
    "[]",
    { ...good, v: 2 },
    { ...good, k: "cmd" },
    { ...good, k: "res", r: null },
    { ...good, id: "" },
    { ...good, id: "x".repeat(65) },
    { ...good, m: 7 },
    { ...good, p: "x".repeat(MOST_BYTES) },
  ];
  for (const one of wrong) {
    page.send(typeof one === "string" ? one : JSON.stringify(one));
  }
  page.send(good as never);
  page.send(JSON.stringify({ ...good, id: "last" }));
  await waitFor(() => expect(heard).toHaveBeenCalledTimes(1));
  expect(heard.mock.calls[0]?.[0]).toContain("last");
});

test("64 KiB are counted in bytes of UTF-8, and not one more fits", () => {
  const frame = (text: string) => ({ v: 1, k: "evt", id: "1", m: "x", p: text }) as const;
  const rest = MOST_BYTES - JSON.stringify(frame("")).length;
  expect(encode(frame("x".repeat(rest)))).not.toBeNull();
  expect(encode(frame("x".repeat(rest + 1)))).toBeNull();
  expect(encode(frame("я".repeat(rest / 2 + 1)))).toBeNull();
  expect(decode(JSON.stringify(frame("я".repeat(rest / 2 + 1))))).toBeNull();
});

test("whatever is decoded has the form of a frame, or is dropped", () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string(), fc.anything()), (data) => {
      const frame = decode(data);
      expect(frame === null || (frame.v === 1 && typeof frame.m === "string")).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["another form", (f: object) => ({ ...f, k: "res", r: 17 }), "internal"],
  ["a code that nobody knows", (f: object) => ({ ...f, k: "res", e: { code: "odd" } }), "internal"],
  ["both an answer and an error", (f: object) => ({ ...f, k: "res", r: null, e: {} }), "timeout"],
  [
    "another method's answer",
    (f: object) => ({ ...f, k: "res", m: "ui.title", r: null }),
    "timeout",
  ],
  ["another call's answer", (f: object) => ({ ...f, k: "res", id: "x", r: null }), "timeout"],
  ["nonsense", () => "{", "timeout"],
])("a page does not believe a host that answers with %s", async (_, answer, code) => {
  // Only what is never answered is waited for in vain.
  const calls = rude((frame) => answer(frame), code === "timeout" ? 50 : undefined);
  await expect(calls.call("ui.ready", null)).rejects.toMatchObject({ code });
});

test("what breaks within the host is not told, and an answer too large is an error", async () => {
  const { calls } = bridged({
    "ui.ready": () => {
      throw new Error("the password is 123");
    },
    "storage.keys": () => Array.from({ length: 65 }, () => "k"),
  });
  const failed = await calls.call("ui.ready", null).catch((error: MiniAppError) => error);
  expect(failed).toMatchObject({ code: "internal", message: "internal" });
  await expect(calls.call("storage.keys", null)).rejects.toMatchObject({ code: "internal" });
});

test("no answer is a timeout, but a person is waited for", async () => {
  vi.useFakeTimers();
  try {
    const pipe = { send: () => undefined, receive: () => undefined, close: () => undefined };
    const calls = new Calls(pipe, 1000);
    const quick = calls.call("ui.ready", null).catch((error) => error.code);
    const patient = vi.fn();
    calls.call("chat.open", { tag: null, draft: null }).catch((error) => patient(error.code));
    await vi.advanceTimersByTimeAsync(1000);
    expect(await quick).toBe("timeout");
    expect(patient).not.toHaveBeenCalled();
    calls.close();
    await vi.advanceTimersByTimeAsync(0);
    expect(patient).toHaveBeenCalledWith("canceled");
  } finally {
    vi.useRealTimers();
  }
});

test("too many calls at once, and too many in ten seconds, are refused", async () => {
  let now = 0;
  const { calls } = bridged({ "ui.ready": () => null }, () => now);
  const many = await Promise.allSettled(
    Array.from({ length: 33 }, () => calls.call("ui.ready", null)),
  );
  expect(many.filter(({ status }) => status === "rejected").length).toBe(1);
  for (let count = 32; count < 200; count += 1) {
    await calls.call("ui.ready", null);
  }
  await expect(calls.call("ui.ready", null)).rejects.toMatchObject({
    code: "rate_limited",
    retryable: true,
  });
  now = 10_000;
  await calls.call("ui.ready", null);
});

test("events reach a page that has connected, of the right form only, until it stops", async () => {
  const { bridge, calls } = bridged();
  const seen = vi.fn();
  const stop = calls.on("visibility", seen);
  bridge.emit("visibility", { visible: true });
  await connect(calls);
  bridge.emit("visibility", { visible: "no" } as never);
  bridge.emit("visibility", { visible: false });
  await waitFor(() => expect(seen).toHaveBeenCalledTimes(1));
  stop();
  bridge.emit("visibility", { visible: true });
  await connect(calls);
  expect(seen.mock.calls).toEqual([[{ visible: false }]]);
});

test("a token is held, asked for anew before its end, and once for all who wait", async () => {
  const ends = [30_000, 3_600_000, 3_600_000];
  const given = vi.fn(({ fresh }: { fresh: boolean }) => ({
    value: `t${given.mock.calls.length}${fresh}`,
    expiresAt: new Date(Date.now() + (ends[given.mock.calls.length - 1] ?? 0)).toISOString(),
  }));
  const { bridge, calls } = bridged({ "auth.token": given });
  const app = appOver(calls, await connect(calls));
  const [one, two] = await Promise.all([app.auth.token(), app.auth.token()]);
  expect([one.value, two.value]).toEqual(["t1false", "t1false"]);
  expect((await app.auth.token()).value).toBe("t2false");
  expect((await app.auth.token()).value).toBe("t2false");
  bridge.emit("token", { expiresAt: new Date().toISOString() });
  const told = new Promise((go) => app.on("token", go));
  await told;
  expect((await app.auth.token({ fresh: true })).value).toBe("t3true");
});

test("launch and theme are always as they are now", async () => {
  const { bridge, calls } = bridged();
  const app = appOver(calls, await connect(calls));
  expect([app.launch.start, app.ui.theme.scheme]).toEqual([null, "light"]);
  const both = Promise.all([
    new Promise((go) => app.on("launch", go)),
    new Promise((go) => app.on("theme", go)),
  ]);
  bridge.emit("launch", { ...WELCOME.launch, start: "again" });
  bridge.emit("theme", { scheme: "dark" });
  await both;
  expect([app.launch.start, app.ui.theme.scheme]).toEqual(["again", "dark"]);
  expect(await app.supports("ui.title")).toBe(true);
  expect(await app.supports("payments.pay")).toBe(false);
});

test("every failure is one class with a known code", async () => {
  for (const code of CODES) {
    const { calls } = bridged({
      "ui.ready": () => {
        throw new MiniAppError(code, "why", { requestId: "req_1" });
      },
    });
    const failed = await calls.call("ui.ready" as Method, null as never).catch((error) => error);
    expect(failed).toBeInstanceOf(MiniAppError);
    expect(failed).toMatchObject({ code, message: "why", requestId: "req_1" });
  }
});
