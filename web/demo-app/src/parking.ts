/** How does a guest get a place to park? The back end makes an order, and its client pays it. */

import { type App, MiniAppError, type Payment } from "@chatserver/sdk";
import { at } from "./page.ts";
import { filled, wordsOf } from "./words.ts";

export interface Guest {
  guest: string;
  day: string;
}

/** Which order is each guest's: it is made once, and paid by it however often that is tried. */
const orders = new WeakMap<Guest, string>();

/** Let the client pay, and say what becomes of it; `paid` is called when it is, be it later. */
export async function payParking(app: App, guest: Guest, paid: () => void): Promise<void> {
  const say = wordsOf(app.launch.locale);
  const told = {
    paid: say.paid,
    canceled: say.canceled,
    failed: say.failedPayment,
    pending: say.pending,
  };
  const tell = ({ status }: Payment) => {
    at("paid").textContent = told[status];
  };
  at("paid").textContent = "";
  try {
    // Once it is there, nothing is waited for between the press and `pay`.
    const orderId = orders.get(guest) ?? (await ordered(app, guest, tell, paid));
    tell(await app.payments.pay({ orderId }));
  } catch (error) {
    const code = error instanceof MiniAppError ? error.code : "internal";
    // The back end took so long that the browser has forgotten the press.
    const again = code === "gesture_required" && orders.has(guest);
    at("paid").textContent = again ? say.pressAgain : filled(say.unpaid, { code });
  }
}

async function ordered(
  app: App,
  guest: Guest,
  tell: (payment: Payment) => void,
  paid: () => void,
): Promise<string> {
  const orderId = await orderOf(app, guest);
  orders.set(guest, orderId);
  // What comes after the answer comes by the event, and the answer's own end comes by both.
  const off = app.on("payment", (payment) => {
    if (payment.orderId === orderId) {
      tell(payment);
      if (payment.status === "paid") {
        off();
        paid();
      }
    }
  });
  return orderId;
}

/** The page says what is wanted; who makes the order knows what that costs. */
async function orderOf(app: App, guest: Guest): Promise<string> {
  const { value } = await app.auth.token();
  const answer = await fetch(`${issuerOf(value)}/miniapp/v1/demo/parking`, {
    method: "POST",
    headers: { Authorization: `Bearer ${value}`, "Content-Type": "application/json" },
    body: JSON.stringify({ guest: guest.guest, day: guest.day }),
  });
  if (!answer.ok) {
    throw new MiniAppError("internal", `the back end answers ${answer.status}`);
  }
  return ((await answer.json()) as { order: string }).order;
}

/** Who gave the token out: in the demo that is where the back end is, too. */
function issuerOf(token: string): string {
  const middle = token.split(".")[1] ?? "";
  const said = JSON.parse(atob(middle.replaceAll("-", "+").replaceAll("_", "/")));
  return (said as { iss: string }).iss;
}
