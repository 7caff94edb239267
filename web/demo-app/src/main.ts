/** Guest passes, and everything that the SDK can do. */

import { type App, MiniApp, MiniAppError } from "@chatserver/sdk";
import { showMethods } from "./methods.ts";
import { at } from "./page.ts";
import { showPasses } from "./passes.ts";
import { filled, wordsOf } from "./words.ts";
import "./style.css";

async function start(): Promise<void> {
  label(navigator.language);
  const app = await MiniApp.connect();
  label(app.launch.locale);
  dress(app);
  showMethods(app);
  await app.ui.ready();
  const user = await app.user.get(["name", "place"]);
  const say = wordsOf(app.launch.locale);
  at("who").textContent = [
    filled(say.hello, { name: user.name ?? "…" }),
    user.place?.address ?? "",
  ].join(" ");
  await showPasses(app);
}

function label(locale: string): void {
  const say = wordsOf(locale);
  document.documentElement.lang = locale;
  document.title = say.title;
  at("order").textContent = say.order;
  at("guest").textContent = say.guest;
  at("day").textContent = say.day;
  at("all").textContent = say.all;
  at("all-about").textContent = say.about;
  const submit = document.querySelector("form button");
  if (submit !== null) {
    submit.textContent = say.add;
  }
}

function dress(app: App): void {
  const follow = () => {
    document.documentElement.dataset.scheme = app.ui.theme.scheme;
  };
  follow();
  app.on("theme", follow);
}

start().catch((error: unknown) => {
  const say = wordsOf(navigator.language);
  const code = error instanceof MiniAppError ? error.code : "internal";
  at("who").textContent = code === "host_not_found" ? say.nobody : filled(say.failed, { code });
});
