/** A button for each method of the SDK. */

import { type Ability, type App, type Events, MiniAppError } from "@chatserver/sdk";
import { at, button } from "./page.ts";
import { wordsOf } from "./words.ts";

const EVENTS: readonly (keyof Events)[] = [
  "launch",
  "notification",
  "payment",
  "theme",
  "back",
  "visibility",
  "token",
];

type Acts = Record<Ability, () => Promise<unknown>> & Record<string, () => Promise<unknown>>;

function acts(app: App): Acts {
  const say = wordsOf(app.launch.locale);
  let catching = false;
  return {
    launch: async () => app.launch,
    "user.get": () => app.user.get(["name", "phone", "place"]),
    "auth.token": async () => {
      const { value, expiresAt } = await app.auth.token();
      return { value: `${value.slice(0, 12)}…`, expiresAt };
    },
    "auth.token fresh": async () => {
      const { expiresAt } = await app.auth.token({ fresh: true });
      return { expiresAt };
    },
    "payments.pay": () => app.payments.pay({ orderId: "ord_demo" }),
    "navigation.open": () => app.navigation.open("bills"),
    "navigation.external": () => app.navigation.external("https://example.com/parking"),
    "navigation.back": () => app.navigation.back(),
    "navigation.close": () => app.navigation.close("demo"),
    "chat.open": () => app.chat.open({ draft: say.question }),
    "notifications.permission": () => app.notifications.permission(),
    "notifications.request": () => app.notifications.request(),
    "ui.ready": () => app.ui.ready(),
    "ui.title": () => app.ui.title(say.order),
    "ui.backButton": () => {
      catching = !catching;
      return app.ui.backButton(catching).then(() => ({ on: catching }));
    },
    "ui.theme": async () => ({ scheme: app.ui.theme.scheme }),
    "storage.get": () => app.storage.get("demo"),
    "storage.set": () => app.storage.set("demo", new Date().toISOString()),
    "storage.remove": () => app.storage.remove("demo"),
    "storage.keys": () => app.storage.keys(),
    supports: async () => ({
      "chat.open": await app.supports("chat.open"),
      "payments.pay": await app.supports("payments.pay"),
    }),
  };
}

export function showMethods(app: App): void {
  for (const [name, act] of Object.entries(acts(app))) {
    at("methods").append(
      button(name, () => {
        act().then(
          (result) => tell(name, result ?? "ok"),
          (error: unknown) => tell(name, error instanceof MiniAppError ? error.code : error),
        );
      }),
    );
  }
  for (const event of EVENTS) {
    app.on(event, (detail) => tell(`on ${event}`, detail));
  }
}

function tell(name: string, what: unknown): void {
  at("result").textContent = `${name}: ${JSON.stringify(what, null, 1)}`;
}
