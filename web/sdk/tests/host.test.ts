/** What does a superapp let a mini-app's page do? */

import { expect, test, vi } from "vitest";
import { BYE } from "../src/handshake.ts";
import {
  NAME,
  no,
  ORDER,
  opened,
  PAGE,
  page,
  server,
  shown,
  stage,
  touch,
  untouched,
} from "./superapp.ts";

test("a page that greets anew may not ask more often", async () => {
  const one = shown(await opened());
  const app = await page(one);
  for (let count = 1; count < 199; count += 1) {
    await app.ui.ready();
  }
  const again = await page(one);
  await expect(again.ui.ready()).rejects.toMatchObject({ code: "rate_limited" });
});

test.each(["http://a.example", "javascript:alert(1)", "https://", "/local"])(
  "%s does not open outside",
  async (url) => {
    const app = await page(shown(await opened()));
    await expect(app.navigation.external(url)).rejects.toMatchObject({ code: "invalid_params" });
    expect(stage.went).toEqual([]);
  },
);

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

test("an order is paid on the provider's page, which the host opens over a sheet's yes", async () => {
  server.payments = true;
  const found = await opened();
  const one = shown(found, { scopes: ["payments"] });
  // A launch that was extended meanwhile is the same one.
  await (await page(one)).auth.token({ fresh: true });
  const app = await page(one);
  expect(await app.supports("payments.pay")).toBe(true);
  const told = new Promise((go) => app.on("payment", go));
  untouched();
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
