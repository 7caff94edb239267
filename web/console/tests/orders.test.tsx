/** What does who may see orders find in a mini-app, and how does money go back? */

import { speak, speakAlso } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { type Http, Problem } from "../src/http.ts";
import {
  isLost,
  isMoving,
  type Order,
  type OrderRow,
  refundable,
  STATES,
  type State,
} from "../src/orders/order.ts";
import { checkRefund } from "../src/orders/RefundForm.tsx";
import { Route, RouteProvider } from "../src/route.ts";
import { type Tools, ToolsProvider } from "../src/tools.tsx";
import { en } from "../src/words/en.ts";
import { ordersEn } from "../src/words/orders.en.ts";
import { ordersRu } from "../src/words/orders.ru.ts";
import { ru } from "../src/words/ru.ts";
import { troubleEn } from "../src/words/trouble.en.ts";
import { troubleRu } from "../src/words/trouble.ru.ts";

const ROW: OrderRow = {
  id: "ord_1",
  miniapp: { id: "app_1", name: "Passes" },
  external_id: "pass-17",
  env: "live",
  state: "paid",
  ends_as: null,
  client: { id: "cl_1", name: "Ann" },
  amount: 35_000,
  currency: "RUB",
  refunded: 5_000,
  description: "A pass for a car",
  created_at: "2026-11-20T10:00:00Z",
  expires_at: "2026-11-21T10:00:00Z",
  changed_at: "2026-11-20T10:05:00Z",
  paid_at: "2026-11-20T10:05:00Z",
};
const ORDER: Order = {
  ...ROW,
  state: "partially_refunded",
  lines: [{ name: "A pass", quantity: 2, price: 17_500 }],
  payee: { name: "Sea House", account: "…1234" },
  attempts: [
    { id: "att_1", provider: "test", state: "failed", at: ROW.created_at, ended_at: ROW.paid_at },
  ],
  entries: [
    {
      id: "ent_1",
      kind: "charge",
      amount: 35_000,
      provider: "test",
      reference: "r-1",
      at: ROW.created_at,
    },
    {
      id: "ent_2",
      kind: "refund",
      amount: 5_000,
      provider: "test",
      reference: "r-2",
      at: ROW.created_at,
    },
  ],
  refunds: [
    {
      id: "ref_1",
      amount: 5_000,
      reason: "The guest left early",
      state: "succeeded",
      by: { kind: "staff", name: "Bob" },
      created_at: ROW.created_at,
    },
  ],
};

interface Given {
  items?: OrderRow[];
  order?: Order;
  permissions?: string[];
  at?: string;
  refuses?: Problem;
  /** The section of all mini-apps. */
  section?: boolean;
}

async function shown(given: Given = {}) {
  const { items = [ROW], order = ORDER, at = "", refuses, permissions, section } = given;
  speak({ ru, en });
  speakAlso({ ru: ordersRu, en: ordersEn });
  speakAlso({ ru: troubleRu, en: troubleEn });
  const { OrdersTab } = await import("../src/orders/OrdersTab.tsx");
  const { default: OrderSection } = await import("../src/orders/OrderSection.tsx");
  const asked: string[] = [];
  const posted: [string, unknown][] = [];
  const http = {
    get: async (path: string) => {
      asked.push(path);
      if (path === "orders/miniapps") {
        return { items: [{ id: "app_1", name: "Passes" }], next_cursor: null };
      }
      return path.includes("/orders/") ? order : { items, next_cursor: null };
    },
    response: async (path: string) => {
      asked.push(path);
      throw new Problem(429, { code: "rate_limited" });
    },
    post: async (path: string, body: unknown) => {
      posted.push([path, body]);
      if (refuses !== undefined) {
        throw refuses;
      }
      return { ...order, state: "refund_pending" };
    },
  } as unknown as Http;
  const me = { permissions: permissions ?? ["orders.view", "orders.refund", "clients.view"] };
  const where = section ? `orders${at}` : `miniapps/app_1/orders${at}`;
  window.history.replaceState(null, "", `/console/${where}?lang=en`);
  render(
    <MantineProvider env="test">
      <ToolsProvider value={{ http, me } as unknown as Tools}>
        <RouteProvider value={new Route()}>
          {section ? <OrderSection /> : <OrdersTab id="app_1" />}
        </RouteProvider>
      </ToolsProvider>
    </MantineProvider>,
  );
  return { asked, posted };
}

const cells = (name: string) =>
  within(screen.getByTestId(name))
    .getAllByRole("row")
    .slice(1)
    .map((row) => [...row.children].map((cell) => cell.textContent));

test("the list tells who ordered what, and is looked through by the server", async () => {
  const erased = { ...ROW, id: "ord_2", client: null, refunded: 0, state: "created" as const };
  const { asked } = await shown({ items: [ROW, erased] });
  await screen.findByTestId("orders");
  expect(cells("orders").map((row) => row.slice(0, 4))).toEqual([
    ["pass-17A pass for a car", "Ann", expect.stringContaining("350.00"), "Paid"],
    [
      "pass-17A pass for a car",
      "Deleted client",
      expect.not.stringContaining("back"),
      "To be paid",
    ],
  ]);
  const user = userEvent.setup();
  await user.type(screen.getByLabelText("Whole order number, or client"), "pass-17");
  await waitFor(() => expect(asked.at(-1)).toContain("q=pass-17"));
  expect(asked[0]).toBe("miniapps/app_1/orders?env=live&limit=50");
  // Who opens one and comes back finds the list as they left it.
  await user.click(screen.getAllByRole("link")[0] as HTMLElement);
  await user.click(await screen.findByRole("button", { name: "All orders" }));
  expect(screen.getByLabelText("Whole order number, or client")).toHaveProperty("value", "pass-17");
});

test("all orders stand in one list, which an accountant narrows and leads into an order", async () => {
  const { asked } = await shown({ section: true, permissions: ["orders.view"] });
  await screen.findByTestId("orders");
  expect(cells("orders")[0]?.slice(0, 3)).toEqual(["pass-17A pass for a car", "Passes", "Ann"]);
  const user = userEvent.setup();
  await user.click(screen.getByLabelText("Mini-app", { selector: "input" }));
  await user.click(await screen.findByRole("option", { name: "Passes" }));
  await waitFor(() => expect(asked.at(-1)).toBe("orders?env=live&miniapp=app_1&limit=50"));
  // What is taken along is what the list shows.
  await user.keyboard("{Escape}");
  await user.click(screen.getByRole("button", { name: "Export to Excel" }));
  await waitFor(() => expect(asked.at(-1)).toBe("orders/export.xlsx?env=live&miniapp=app_1"));
  expect(document.activeElement?.textContent).toBe("Export to Excel");
  await user.keyboard("{Escape}");
  await user.click(await screen.findByRole("link", { name: "pass-17" }));
  const facts = await screen.findByTestId("order");
  expect(asked.at(-1)).toBe("miniapps/app_1/orders/ord_1");
  expect(facts.textContent).toContain("Passes");
  // What is not open to them leads nowhere.
  expect(within(facts).queryByRole("link")).toBeNull();
  await user.click(screen.getByRole("button", { name: "All orders" }));
  await screen.findByTestId("orders");
  expect(asked.at(-1)).toContain("miniapp=app_1");
});

test("an order shows what was bought, tried and moved", async () => {
  await shown({ at: "/ord_1" });
  const facts = await screen.findByTestId("order");
  expect(facts.textContent).toContain("Sea House, …1234");
  expect(within(facts).queryByRole("link", { name: "Passes" })).toBeNull();
  expect(within(facts).getByRole("link", { name: "Ann" }).getAttribute("href")).toBe(
    "/console/clients/cl_1",
  );
  expect(cells("order-lines")[0]?.slice(0, 2)).toEqual(["A pass", "2 ×"]);
  expect(cells("order-entries").map(([kind]) => kind)).toEqual(["Payment", "Refund"]);
  expect(cells("order-entries")[1]?.[1]).toMatch(/^-.*50\.00/);
  expect(cells("order-refunds")[0]?.slice(2, 4)).toEqual(["Went through", "Bob"]);
  expect(cells("order-attempts")[0]?.slice(0, 2)).toEqual(["Failed", "test"]);
});

test("money goes back once a wrong amount is mended, a reason given and the question answered", async () => {
  const { posted } = await shown({ at: "/ord_1" });
  const user = userEvent.setup();
  const amount = await screen.findByLabelText("Amount, RUB", { exact: false });
  expect(amount).toHaveProperty("value", "300.00");
  await user.clear(amount);
  await user.type(amount, "300,01");
  const press = () => user.click(screen.getByRole("button", { name: "Refund" }));
  await press();
  expect(screen.getByText("More than can be refunded.")).toBeTruthy();
  expect(screen.getByText("Fill this in.")).toBeTruthy();
  await user.clear(amount);
  await user.type(amount, "100");
  await user.type(screen.getByLabelText("Reason", { exact: false }), " It rained ");
  await press();
  const dialog = await screen.findByRole("dialog");
  expect(dialog.textContent).toContain("100.00");
  expect(posted).toEqual([]);
  await user.click(within(dialog).getByRole("button", { name: "Refund" }));
  await waitFor(() => expect(screen.getByTestId("order-state").textContent).toBe("Being refunded"));
  expect(posted).toEqual([
    ["miniapps/app_1/orders/ord_1/refund", { amount: 10_000, reason: "It rained" }],
  ]);
  // Who works by keyboard stands at the order, and not nowhere.
  expect(document.activeElement?.contains(screen.getByTestId("order"))).toBe(true);
  expect(document.activeElement).not.toBe(document.body);
  // While it is under way, nothing else can be given back.
  expect(screen.queryByRole("button", { name: "Refund" })).toBeNull();
});

test("what the server refuses stands at its field, and what was typed stays", async () => {
  const errors = [{ pointer: "/amount", code: "too_much", message: "" }];
  await shown({ at: "/ord_1", refuses: new Problem(422, { code: "validation", errors }) });
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("Reason", { exact: false }), "Late");
  await user.click(screen.getByRole("button", { name: "Refund" }));
  const dialog = await screen.findByRole("dialog");
  await user.click(within(dialog).getByRole("button", { name: "Refund" }));
  expect(await screen.findByText("More than can be refunded.")).toBeTruthy();
  expect(screen.getByLabelText("Reason", { exact: false })).toHaveProperty("value", "Late");
});

test("who may only look gives nothing back, and reaches no client", async () => {
  await shown({ at: "/ord_1", permissions: ["orders.view"] });
  const facts = await screen.findByTestId("order");
  expect(within(facts).queryByRole("link")).toBeNull();
  expect(screen.queryByRole("button", { name: "Refund" })).toBeNull();
});

test("of a refund that nobody tells of for a day it is said who looks it up", async () => {
  const [refund] = ORDER.refunds as [Order["refunds"][number]];
  const refunds = [{ ...refund, state: "pending" as const }];
  await shown({ at: "/ord_1", order: { ...ORDER, state: "refund_pending", refunds } });
  await screen.findByTestId("order-refunds");
  expect(cells("order-refunds")[0]?.[2]).toContain("Whoever runs the server");
  const begun = Date.parse(refund.created_at);
  expect(isLost({ ...refund, state: "pending" }, begun + 3_600_000)).toBe(false);
  expect(isLost(refund, begun + 9e9)).toBe(false);
});

test("only what was paid can go back, and only what is still open may move", () => {
  const back: State[] = ["paid", "partially_refunded"];
  const moving: State[] = ["created", "pending", "refund_pending"];
  for (const state of STATES) {
    expect(refundable({ ...ROW, state })).toBe(back.includes(state) ? 30_000 : 0);
    expect(isMoving({ ...ROW, state })).toBe(moving.includes(state));
  }
  expect(checkRefund(30_000, 30_000, "x")).toEqual([]);
  expect(checkRefund(0, 30_000, "x").map(({ code }) => code)).toEqual(["malformed"]);
  expect(checkRefund(null, 30_000, " ").map(({ pointer }) => pointer)).toEqual([
    "/amount",
    "/reason",
  ]);
});
