/** What does a connected page hold in its hands? */

import type { Ability, App, Events, Launch, Theme, Token } from "./api.ts";
import type { Calls } from "./calls.ts";
import type { Method, Params, Welcome } from "./methods.ts";

/** A token is not handed out for its last minute. */
const LEAST_LEFT_MS = 60_000;

export function appOver(calls: Calls, welcome: Welcome): App {
  const now: { launch: Launch; theme: Theme } = welcome;
  calls.on("launch", (launch) => {
    now.launch = launch;
  });
  calls.on("theme", (theme) => {
    now.theme = theme;
  });
  const token = tokens(calls);
  const able = new Set<string>(welcome.supports);
  const done = async <M extends Method>(method: M, params: Params<M>): Promise<void> => {
    await calls.call(method, params);
  };
  return {
    get launch() {
      return now.launch;
    },
    user: {
      get: async (fields) =>
        // Its form was checked; which fields it may hold is what was asked.
        (await calls.call("user.get", { fields: [...fields] })) as never,
    },
    auth: { token },
    payments: { pay: ({ orderId }) => calls.call("payments.pay", { orderId }) },
    navigation: {
      open: (screen, options) =>
        done("navigation.open", { screen, target: options?.target ?? null }),
      external: (url) => done("navigation.external", { url }),
      back: () => done("navigation.back", null),
      close: (reason) => done("navigation.close", { reason: reason ?? null }),
    },
    chat: {
      open: (options) =>
        done("chat.open", { tag: options?.tag ?? null, draft: options?.draft ?? null }),
    },
    notifications: {
      permission: () => calls.call("notifications.permission", null),
      request: () => calls.call("notifications.request", null),
    },
    ui: {
      ready: () => done("ui.ready", null),
      title: (text) => done("ui.title", { text }),
      backButton: (on) => done("ui.backButton", { on }),
      theme: {
        get scheme() {
          return now.theme.scheme;
        },
      },
    },
    storage: {
      get: (key) => calls.call("storage.get", { key }),
      set: (key, value) => done("storage.set", { key, value }),
      remove: (key) => done("storage.remove", { key }),
      keys: () => calls.call("storage.keys", null),
    },
    on: <E extends keyof Events>(event: E, handler: (detail: Events[E]) => void) =>
      calls.on(event, handler),
    supports: async (ability: Ability) => able.has(ability),
  };
}

/** Hold the token, ask for another before it ends, and for one at a time. */
function tokens(calls: Calls): (options?: { fresh?: boolean }) => Promise<Token> {
  let held: Token | null = null;
  let asked: { fresh: boolean; answer: Promise<Token> } | null = null;
  calls.on("token", () => {
    held = null;
  });
  const ask = async (fresh: boolean): Promise<Token> => {
    const { value, expiresAt } = await calls.call("auth.token", { fresh });
    held = { value, expiresAt: new Date(expiresAt) };
    return held;
  };
  return async (options) => {
    const fresh = options?.fresh === true;
    if (!fresh && held !== null && held.expiresAt.getTime() - Date.now() > LEAST_LEFT_MS) {
      return held;
    }
    if (asked === null || (fresh && !asked.fresh)) {
      const mine = { fresh, answer: ask(fresh) };
      const over = () => {
        asked = asked === mine ? null : asked;
      };
      mine.answer.then(over, over);
      asked = mine;
    }
    return asked.answer;
  };
}
