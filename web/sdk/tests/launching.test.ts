/** How does a mini-app open, and what when it is opened elsewhere too? */

import { waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { paramsOf } from "../src/host/beginning.ts";
import {
  launchMiniapp,
  MemoryStore,
  MiniappHost,
  type Opened,
  Problem,
} from "../src/host/index.ts";
import { door, host, no, OFFER, opened, PAGE, page, server, shown, stage } from "./superapp.ts";

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
