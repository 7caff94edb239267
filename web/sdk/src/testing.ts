/** A host for a plain browser: for developing without a superapp, and for tests. */

import type { Ability, ErrorCode, Events, Launch, NoticeState, Payment, User } from "./api.ts";
import { Bridge, type Serving } from "./bridge.ts";
import { EMULATOR } from "./connect.ts";
import { MiniAppError } from "./errors.ts";
import { ABILITIES, type Method, type Params, type Result } from "./methods.ts";
import { pipePair } from "./pipes.ts";
import { MemoryStore } from "./store.ts";

export interface Emulated {
  launch?: Partial<Launch>;
  /** What is known of the client; the fields of `denied` are not granted. */
  user?: Partial<User>;
  denied?: readonly (keyof User)[];
  token?: string;
  theme?: "light" | "dark";
  notices?: NoticeState;
  /** How every payment ends, `paid` if it is not said; the page hears the event, too. */
  payment?: Payment["status"];
  /** What this host cannot do. */
  without?: readonly Ability[];
}

export interface Call {
  method: Method;
  params: unknown;
}

export interface EmulatedHost {
  /** What the page has asked for, the latest last. */
  readonly calls: readonly Call[];
  /** Answer a method so from now on. */
  answer<M extends Method>(method: M, act: (params: Params<M>) => Result<M>): void;
  /** Refuse a method from now on. */
  fail(method: Ability, code: ErrorCode): void;
  emit<E extends keyof Events>(event: E, detail: Events[E]): void;
  /** Take the host away: the next `connect` looks for a real one. */
  remove(): void;
}

const MOST_CALLS = 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

const PERSON: User = {
  name: "Анна Иваненко",
  phone: "+70000000001",
  email: null,
  photo: null,
  birth: null,
  place: { id: "place_1", name: "кв. 1", address: "Тестовая ул., 1, кв. 1" },
  role: "resident",
};

const LAUNCH: Launch = {
  appId: "app_emulated",
  version: "0".repeat(64),
  orgKind: "management",
  placeId: "place_1",
  start: null,
  screen: null,
  anchor: null,
  params: null,
  locale: "ru",
  platform: "web",
  env: "test",
};

/** Put a host into this window; `MiniApp.connect()` finds it before any other. */
export function emulateHost(wish: Emulated = {}): EmulatedHost {
  const calls: Call[] = [];
  let bridge: Bridge | null = null;
  const serving = emulation(wish, (payment) => bridge?.emit("payment", payment));
  for (const name of wish.without ?? []) {
    delete serving[name];
  }
  const holder = globalThis as { [EMULATOR]?: unknown };
  const open = () => {
    const [page, host] = pipePair();
    bridge?.close();
    bridge = new Bridge(host, written(serving, calls));
    return page;
  };
  holder[EMULATOR] = open;
  return {
    calls,
    answer: (method, act) => {
      (serving as Record<Method, unknown>)[method] = act;
    },
    fail: (method, code) => {
      (serving as Record<Method, unknown>)[method] = () => {
        throw new MiniAppError(code);
      };
    },
    emit: (event, detail) => bridge?.emit(event, detail),
    remove: () => {
      bridge?.close();
      if (holder[EMULATOR] === open) {
        delete holder[EMULATOR];
      }
    },
  };
}

/** The same, and every call is written down. */
function written(serving: Serving, calls: Call[]): Serving {
  return new Proxy(serving, {
    get(target, name) {
      const act = target[name as Method];
      if (act === undefined) {
        return undefined;
      }
      return (params: unknown) => {
        calls.push({ method: name as Method, params });
        calls.splice(0, calls.length - MOST_CALLS);
        return (act as (params: unknown) => unknown)(params);
      };
    },
  });
}

function emulation(wish: Emulated, ended: (payment: Payment) => void): Serving {
  const user = { ...PERSON, ...wish.user };
  const denied = new Set<keyof User>(wish.denied ?? []);
  const store = new MemoryStore();
  let notices = wish.notices ?? "unasked";
  const quiet = () => null;
  return {
    connect: () => ({
      version: 1,
      launch: { ...LAUNCH, ...wish.launch },
      theme: { scheme: wish.theme ?? "light" },
      supports: ABILITIES.filter((name) => wish.without?.includes(name) !== true),
    }),
    "user.get": ({ fields }) => ({
      id: "client_emulated",
      ...Object.fromEntries(
        fields.filter((name) => !denied.has(name)).map((name) => [name, user[name]]),
      ),
      denied: fields.filter((name) => denied.has(name)),
    }),
    "auth.token": () => ({
      value: wish.token ?? "emulated",
      expiresAt: new Date(Date.now() + DAY_MS).toISOString(),
    }),
    "payments.pay": ({ orderId }) => {
      const payment = { orderId, status: wish.payment ?? "paid" };
      if (payment.status !== "pending") {
        ended(payment);
      }
      return payment;
    },
    "navigation.open": quiet,
    "navigation.external": quiet,
    "navigation.back": quiet,
    "navigation.close": quiet,
    "chat.open": quiet,
    "notifications.permission": () => notices,
    "notifications.request": () => {
      notices = notices === "unasked" ? "granted" : notices;
      return notices;
    },
    "ui.ready": quiet,
    "ui.title": quiet,
    "ui.backButton": quiet,
    "storage.get": ({ key }) => store.get(key),
    "storage.set": ({ key, value }) => store.set(key, value),
    "storage.remove": ({ key }) => store.remove(key),
    "storage.keys": () => store.keys(),
  };
}
