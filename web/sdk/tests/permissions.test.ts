/** When does a superapp ask the client, and what does a page get without asking? */

import { waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import {
  CHAT,
  later,
  NAME,
  opened,
  PHONE,
  page,
  server,
  shown,
  stage,
  touch,
  untouched,
} from "./superapp.ts";

test("optional data is asked for after a touch, with its purpose, and never twice", async () => {
  const app = await page(shown(await opened()));
  untouched();
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

test("chat and outside addresses want a touch and a sheet of the host's own", async () => {
  const app = await page(shown(await opened(), { scopes: ["chat.open"] }));
  untouched();
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

test("without a grant or a chat nothing opens", async () => {
  const app = await page(shown(await opened(), { asked: [NAME] }));
  await expect(app.chat.open()).rejects.toMatchObject({ code: "permission_denied" });
  await expect(app.storage.set("a", "b")).rejects.toMatchObject({ code: "permission_denied" });
  server.chatOn = false;
  const other = await page(shown(await opened(), { scopes: ["chat.open"] }));
  await expect(other.chat.open()).rejects.toMatchObject({ code: "not_enabled" });
});

test("notifications are asked for once, and the answer goes to the server", async () => {
  const app = await page(shown(await opened(), { scopes: ["notifications"] }));
  expect(await app.notifications.permission()).toBe("unasked");
  stage.answers = [true];
  expect(await app.notifications.request()).toBe("granted");
  expect(server.notifications).toBe(true);
  expect(await app.notifications.permission()).toBe("granted");
});
