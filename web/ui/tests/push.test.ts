import { afterEach, expect, test, vi } from "vitest";
import { followNotices, type PushDoor, PushSwitch, ringByPage } from "../src/push.ts";

const KEY = "AQID";
const SUBSCRIPTION = { endpoint: "https://push.test/1", keys: { p256dh: "p", auth: "a" } };

interface Browser {
  permission: NotificationPermission;
  answer: NotificationPermission;
  subscription: unknown;
  made: unknown[];
  gone: number;
  /** No push service can be reached. */
  cutOff: boolean;
  shown: unknown[];
}

/** What a browser offers of it, with the answers that the test wants. */
function browser(wanted: Partial<Browser> = {}): [Window & typeof globalThis, Browser] {
  const state: Browser = {
    permission: "default",
    answer: "granted",
    subscription: null,
    made: [],
    gone: 0,
    cutOff: false,
    shown: [],
    ...wanted,
  };
  const subscription = {
    toJSON: () => SUBSCRIPTION,
    options: { applicationServerKey: new Uint8Array([1, 2, 3]).buffer },
    unsubscribe: async () => {
      state.gone += 1;
      state.subscription = null;
      return true;
    },
  };
  if (state.subscription !== null) {
    state.subscription = { ...subscription, ...(state.subscription as object) };
  }
  const pushManager = {
    getSubscription: async () => state.subscription,
    subscribe: async (options: unknown) => {
      if (state.cutOff) {
        throw new DOMException("no push service", "AbortError");
      }
      state.made.push(options);
      state.subscription = subscription;
      return subscription;
    },
  };
  const window_ = {
    isSecureContext: true,
    PushManager: class {},
    Notification: {
      get permission() {
        return state.permission;
      },
      requestPermission: async () => state.answer,
    },
    navigator: {
      serviceWorker: {
        register: async () => ({ pushManager }),
        getRegistration: async () => ({
          pushManager,
          showNotification: async (...told: unknown[]) => void state.shown.push(told),
        }),
        ready: Promise.resolve({ pushManager }),
      },
    },
  };
  return [window_ as unknown as Window & typeof globalThis, state];
}

function door(key: string | null = KEY): PushDoor & { added: unknown[]; removed: string[] } {
  const added: unknown[] = [];
  const removed: string[] = [];
  return {
    added,
    removed,
    key: async () => key,
    add: async (subscription) => {
      added.push(subscription);
      return `dev_${added.length}`;
    },
    remove: async (id) => {
      removed.push(id);
    },
  };
}

afterEach(() => localStorage.clear());

test("a person asks for it by a button, and lets it go again", async () => {
  const [at, state] = browser();
  const told = door();
  const push = new PushSwitch({ door: told, scope: "/console/", person: "ann", browser: at });
  await push.look();
  expect([push.state.value, state.made]).toEqual(["off", []]);

  await push.turnOn();
  expect(push.state.value).toBe("on");
  expect(told.added).toEqual([SUBSCRIPTION]);
  expect(state.made).toEqual([{ userVisibleOnly: true, applicationServerKey: KEY }]);

  await push.turnOff();
  expect([push.state.value, told.removed]).toEqual(["off", ["dev_1"]]);
});

test("whoever has asked for it is registered anew at the next visit, and nobody else", async () => {
  const [at] = browser();
  const told = door();
  const options = { door: told, scope: "/console/", browser: at };
  const push = new PushSwitch({ ...options, person: "ann" });
  await push.turnOn();

  const again = new PushSwitch({ ...options, person: "ann" });
  await again.look();
  expect([again.state.value, told.added.length]).toEqual(["on", 2]);

  const other = new PushSwitch({ ...options, person: "bob" });
  await other.look();
  expect([other.state.value, told.added.length]).toEqual(["off", 2]);
});

test("a subscription that the browser dropped is off", async () => {
  const [at, state] = browser();
  const options = { door: door(), scope: "/chat/", person: "", browser: at };
  await new PushSwitch(options).turnOn();
  state.subscription = null;
  const again = new PushSwitch(options);
  await again.look();
  expect(again.state.value).toBe("off");
});

test.each(["denied", "default"] as const)("a no (%s) is no error", async (answer) => {
  const [at, state] = browser({ answer });
  const told = door();
  const push = new PushSwitch({ door: told, scope: "/chat/", person: "", browser: at });
  await push.turnOn();
  expect(push.state.value).toBe(answer === "denied" ? "denied" : "off");
  expect([state.made, told.added]).toEqual([[], []]);
});

test("where nobody can be rung there is nothing to press", async () => {
  const [at] = browser();
  const push = new PushSwitch({ door: door(null), scope: "/chat/", person: "", browser: at });
  await push.look();
  expect(push.state.value).toBe("absent");

  const plain = { ...at, isSecureContext: false } as Window & typeof globalThis;
  const unsafe = new PushSwitch({ door: door(), scope: "/chat/", person: "", browser: plain });
  await unsafe.look();
  expect(unsafe.state.value).toBe("absent");

  const [barred] = browser({ permission: "denied" });
  const denied = new PushSwitch({ door: door(), scope: "/chat/", person: "", browser: barred });
  await denied.look();
  expect(denied.state.value).toBe("denied");
});

test("a subscription for another key is made anew", async () => {
  const other = { options: { applicationServerKey: new Uint8Array([9]).buffer } };
  const [at, state] = browser({ subscription: other });
  await new PushSwitch({ door: door(), scope: "/chat/", person: "", browser: at }).turnOn();
  expect([state.gone, state.made.length]).toEqual([1, 1]);
});

test("what fails leaves the button as it was", async () => {
  const [at] = browser();
  const failing = { ...door(), add: () => Promise.reject(new Error("no server")) };
  const push = new PushSwitch({ door: failing, scope: "/chat/", person: "", browser: at });
  await push.look();
  await expect(push.turnOn()).rejects.toThrow("no server");
  expect(push.state.value).toBe("off");
});

test("where no push service is reached the page rings, if it can, until it is let go", async () => {
  const [at, state] = browser({ cutOff: true });
  const told = door();
  const who = { scope: "/console/", person: "ann", browser: at };
  const notice = { title: "Bob", body: "Hello", chat: "chat_1" };
  const silent = new PushSwitch({ ...who, door: told });
  await expect(silent.turnOn()).rejects.toThrow("no push service");

  const push = new PushSwitch({ ...who, door: told, page: true });
  await ringByPage(who, notice);
  expect(state.shown).toEqual([]);
  await push.turnOn();
  const again = new PushSwitch({ ...who, door: told, page: true });
  await again.look();
  await ringByPage(who, notice);
  await ringByPage({ ...who, person: "bob" }, notice);
  expect([again.state.value, told.added]).toEqual(["on", []]);
  expect(state.shown).toEqual([
    ["Bob", { body: "Hello", tag: "chat_1", data: { chat: "chat_1" } }],
  ]);

  await again.turnOff();
  await ringByPage(who, notice);
  expect([again.state.value, told.removed, state.shown.length]).toEqual(["off", [], 1]);
});

test("a notice that was clicked leads to its chat", () => {
  const heard = new EventTarget();
  const went = vi.fn();
  const fake = {
    navigator: { serviceWorker: heard },
    location: new URL("https://chat.test/console/miniapps?lang=en"),
    history: { pushState: (_: unknown, __: string, address: URL) => went(String(address)) },
    dispatchEvent: (event: Event) => went(event.type),
  } as unknown as Window & typeof globalThis;
  const stop = followNotices("/console/", fake);
  const open = { type: "open", wanted: { chat: "chat_1" } };
  heard.dispatchEvent(new MessageEvent("message", { data: { type: "other" } }));
  heard.dispatchEvent(new MessageEvent("message", { data: open }));
  stop();
  heard.dispatchEvent(new MessageEvent("message", { data: open }));
  expect(went.mock.calls.flat()).toEqual([
    "https://chat.test/console/?lang=en&chat=chat_1",
    "popstate",
  ]);
});
