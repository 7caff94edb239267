/** How does a guest get a place to park? The back end makes an order, and its client pays it. */

import { type App, MiniAppError, type Payment } from "@chatserver/sdk";
import { at } from "./page.ts";
import { filled, wordsOf } from "./words.ts";

/** Let the client pay, and say what becomes of it; `paid` is called once, be it later. */
export async function payParking(
  app: App,
  guest: { guest: string; day: string },
  paid: () => void,
): Promise<void> {
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
    const orderId = await orderOf(app, guest);
    // What comes after the answer comes by the event, and the answer's own end comes by both.
    const off = app.on("payment", (payment) => {
      if (payment.orderId === orderId) {
        off();
        tell(payment);
        if (payment.status === "paid") {
          paid();
        }
      }
    });
    tell(await app.payments.pay({ orderId }));
  } catch (error) {
    const code = error instanceof MiniAppError ? error.code : "internal";
    at("paid").textContent = filled(say.unpaid, { code });
  }
}

/** The page says what is wanted; who makes the order knows what that costs. */
async function orderOf(app: App, guest: { guest: string; day: string }): Promise<string> {
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
