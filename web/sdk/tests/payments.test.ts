/** How does a client pay, and what does a page hear when it goes another way? */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Payment } from "../src/api.ts";
import { MiniAppError } from "../src/errors.ts";
import type { Attempt, Order, OrderState } from "../src/host/orders.ts";
import { endOf, statusOf } from "../src/host/orders.ts";
import { Payments } from "../src/host/payments.ts";
import type { PaymentPage } from "../src/host/stage.ts";
import { Problem } from "../src/problems.ts";

const ORDER: Order = {
  id: "ord_1",
  env: "live",
  state: "created",
  ends_as: null,
  amount: 35_000,
  currency: "RUB",
  description: "A pass for a car",
  lines: [{ name: "A pass", quantity: 1, price: 35_000 }],
  payee: "Sea House",
  title: "Passes",
  expires_at: "2031-05-01T10:00:00Z",
  attempt: null,
};
const PENDING = { state: "pending", attempt: { state: "pending" } } as const;

/** One order at the server, and a client with the provider's page. */
class FakeDoor {
  order: Order = ORDER;
  agrees = true;
  attempt: Attempt = { state: "pending", url: "https://pay.example/1" };
  fails: unknown = null;
  reads = 0;
  readonly begun: string[] = [];
  readonly pages: PaymentPage[] = [];
  readonly told: Payment[] = [];
  leave: () => void = () => undefined;

  read = async () => {
    this.reads += 1;
    if (this.fails !== null) {
      throw this.fails;
    }
    return this.order;
  };
  peek = this.read;
  begin = async (id: string) => {
    if (this.fails !== null) {
      throw this.fails;
    }
    this.begun.push(id);
    this.stands({ ...PENDING });
    return this.attempt;
  };
  agree = async (_: Order) => this.agrees;
  show = (page: PaymentPage) => {
    this.pages.push(page);
    return new Promise<void>((resolve) => {
      this.leave = resolve;
      page.ended.addEventListener("abort", () => resolve());
    });
  };
  tell = (payment: Payment) => void this.told.push(payment);

  stands(change: Partial<Order>): void {
    this.order = { ...this.order, ...change };
  }
}

let door: FakeDoor;
let payments: Payments;
let hidden = false;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  hidden = false;
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  door = new FakeDoor();
  payments = new Payments(document, door);
});

afterEach(() => {
  payments.close();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** Begin to pay, up to the provider's page. */
async function paying(): Promise<{ answer: Promise<Payment>; page: PaymentPage }> {
  const answer = payments.pay("ord_1");
  await pass(0);
  return { answer, page: door.pages.at(-1) as PaymentPage };
}

test.each<[Partial<Order>, Payment["status"]]>([
  [{ state: "paid", attempt: { state: "succeeded" } }, "paid"],
  [{ state: "created", attempt: { state: "failed" } }, "failed"],
  [{ state: "created", attempt: { state: "canceled" } }, "canceled"],
  [{ state: "expired", attempt: { state: "canceled" } }, "canceled"],
  [{ state: "failed", attempt: { state: "failed" } }, "failed"],
])("how it ended is asked for while the provider's page stands: %j", async (end, status) => {
  const { answer, page } = await paying();
  expect([page.url, page.order, page.ended.aborted]).toEqual([door.attempt.url, ORDER, false]);
  await pass(6_000);
  door.stands(end);
  await pass(3_000);
  expect(await answer).toEqual({ orderId: "ord_1", status });
  expect([page.ended.aborted, door.told]).toEqual([true, [{ orderId: "ord_1", status }]]);
  const { reads } = door;
  await pass(3_600_000);
  expect(door.reads).toBe(reads);
});

test("a page that changed is asked about at once", async () => {
  const { answer, page } = await paying();
  door.stands({ state: "paid" });
  page.look();
  expect((await answer).status).toBe("paid");
});

test("who leaves early is asked about at once; what comes later is told", async () => {
  const { answer } = await paying();
  door.leave();
  expect((await answer).status).toBe("pending");
  expect(door.told).toEqual([]);
  door.stands({ state: "paid" });
  await pass(10_000);
  expect(door.told).toEqual([{ orderId: "ord_1", status: "paid" }]);
});

test("who leaves when it is done hears so", async () => {
  const { answer } = await paying();
  door.stands({ state: "paid" });
  door.leave();
  expect((await answer).status).toBe("paid");
});

test("nobody asks for ever, nor while nobody looks", async () => {
  const { answer } = await paying();
  door.leave();
  await answer;
  await pass(10 * 60_000);
  const { reads } = door;
  expect(reads).toBeLessThan(65);
  await pass(3_600_000);
  expect(door.reads).toBe(reads);
  hidden = true;
  await paying();
  const before = door.reads;
  await pass(600_000);
  expect(door.reads).toBe(before);
  hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  await pass(0);
  expect(door.reads).toBe(before + 1);
});

test("a page hears before it gives up waiting, and the provider's page stays", async () => {
  const { answer, page } = await paying();
  await pass(9 * 60_000);
  expect((await answer).status).toBe("pending");
  expect(page.ended.aborted).toBe(false);
  door.stands({ state: "paid" });
  await pass(3_000);
  expect([page.ended.aborted, door.told.length]).toEqual([true, 1]);
});

test("a network that is away for a while ends nothing; a token that is not taken does", async () => {
  const { answer } = await paying();
  door.fails = new TypeError("failed");
  await pass(60_000);
  door.fails = null;
  door.stands({ state: "paid" });
  await pass(3_000);
  expect((await answer).status).toBe("paid");
  door.order = ORDER;
  const again = await paying();
  door.fails = new Problem(401, { code: "session_replaced" });
  await pass(3_000);
  expect((await again.answer).status).toBe("pending");
});

test("a no begins nothing; what began before may still be paid", async () => {
  door.agrees = false;
  expect((await payments.pay("ord_1")).status).toBe("canceled");
  door.stands(PENDING);
  expect((await payments.pay("ord_1")).status).toBe("pending");
  expect([door.begun, door.told]).toEqual([[], []]);
});

test("what is about to end cannot be paid any more", async () => {
  door.stands({ ...PENDING, ends_as: "canceled" });
  expect((await payments.pay("ord_1")).status).toBe("pending");
  expect(door.begun).toEqual([]);
});

test("of one order one page stands, and none once the mini-app is closed", async () => {
  const first = await paying();
  const second = await paying();
  expect([first.page.ended.aborted, second.page.ended.aborted]).toEqual([true, false]);
  expect((await first.answer).status).toBe("pending");
  payments.close();
  expect(second.page.ended.aborted).toBe(true);
  expect((await second.answer).status).toBe("pending");
  expect((await payments.pay("ord_1")).status).toBe("pending");
  expect(door.pages.length).toBe(2);
});

test.each<[unknown, string]>([
  [new Problem(409, { code: "payments_not_configured" }), "not_enabled"],
  [new Problem(403, { code: "app_suspended" }), "app_suspended"],
  [new Problem(403, { code: "forbidden" }), "permission_denied"],
  [new Problem(429, { code: "rate_limited" }), "rate_limited"],
  [new Problem(503, { code: "unavailable", request_id: "req_1" }), "payment_failed"],
  [new Problem(502, {}), "payment_failed"],
  [new TypeError("failed"), "offline"],
  [new MiniAppError("canceled"), "canceled"],
])("what cannot begin is told: %s", async (error, code) => {
  door.begin = async () => {
    throw error;
  };
  await expect(payments.pay("ord_1")).rejects.toMatchObject({ code });
  expect(door.pages).toEqual([]);
});

test("what the provider refuses to begin did not begin", async () => {
  door.begin = async () => ({ state: "created", url: null });
  await expect(payments.pay("ord_1")).rejects.toMatchObject({ code: "payment_failed" });
});

test("an order of nobody's is not found, and one that moved on meanwhile is read again", async () => {
  door.fails = new Problem(404, { code: "not_found", request_id: "req_9" });
  await expect(payments.pay("ord_1")).rejects.toMatchObject({
    code: "order_not_found",
    requestId: "req_9",
  });
  door.fails = null;
  door.begin = async () => {
    door.stands({ state: "expired" });
    throw new Problem(409, { code: "illegal_transition" });
  };
  expect((await payments.pay("ord_1")).status).toBe("canceled");
  door.order = ORDER;
  door.begin = async () => {
    door.stands({ state: "paid" });
    return { state: "paid", url: null };
  };
  expect((await payments.pay("ord_1")).status).toBe("paid");
  expect(door.pages).toEqual([]);
});

test.each<[OrderState, Payment["status"] | null]>([
  ["created", null],
  ["pending", null],
  ["paid", "paid"],
  ["canceled", "canceled"],
  ["failed", "failed"],
  ["expired", "canceled"],
  ["refund_pending", "paid"],
  ["refunded", "paid"],
  ["partially_refunded", "paid"],
])("%s: nobody is asked to pay what has ended", async (state, end) => {
  expect(endOf({ state, ends_as: null })).toBe(end);
  expect(statusOf({ state, attempt: { state: "pending" } })).toBe(
    end ?? (state === "pending" ? "pending" : "canceled"),
  );
  door.stands({ state });
  if (end !== null) {
    expect((await payments.pay("ord_1")).status).toBe(end);
    expect(door.begun).toEqual([]);
  }
});
