/** How does a client pay an order? By a sheet of the host's, then on the provider's own page. */

import type { ErrorCode, Payment } from "../api.ts";
import { MiniAppError } from "../errors.ts";
import { Problem, told } from "../problems.ts";
import { type Attempt, endOf, type Order, statusOf } from "./orders.ts";
import type { PaymentPage } from "./stage.ts";
import { Watch } from "./watch.ts";

type Status = Payment["status"];

/** Before a page gives up waiting, which it does after ten minutes. */
const ANSWER_MS = 9 * 60_000;

export interface PaymentDoor {
  read(id: string): Promise<Order>;
  /** Read it again while the payment is under way. */
  peek(id: string): Promise<Order>;
  begin(id: string): Promise<Attempt>;
  /** Who is paid, what for, how much; true: the client agrees. */
  agree(order: Order): Promise<boolean>;
  /** Show the provider's page; resolves when the client has left it. */
  show(page: PaymentPage): Promise<void>;
  /** Tell the page how an attempt ended. */
  tell(payment: Payment): void;
}

export class Payments {
  readonly #document: Document;
  readonly #door: PaymentDoor;
  /** What is not known to have ended, by its order. */
  readonly #open = new Map<string, () => void>();
  #closed = false;

  constructor(document: Document, door: PaymentDoor) {
    this.#document = document;
    this.#door = door;
  }

  /**
   * Let the client pay; a no is `canceled`, too. `pending`: they left before it was known, and the
   * event tells. Rejects: order_not_found, not_enabled, payment_failed, and as reading rejects.
   */
  async pay(orderId: string): Promise<Payment> {
    return { orderId, status: await this.#pay(orderId) };
  }

  /** The mini-app is closed: nobody is told any more. */
  close(): void {
    this.#closed = true;
    for (const stop of [...this.#open.values()]) {
      stop();
    }
  }

  async #pay(id: string): Promise<Status> {
    const order = await this.#read(id);
    const end = endOf(order);
    if (end !== null) {
      return end;
    }
    if (!(await this.#door.agree(order))) {
      // Whatever began before may still be paid.
      return order.state === "pending" ? "pending" : "canceled";
    }
    const url = await this.#begin(id);
    return url === null ? statusOf(await this.#read(id)) : await this.#follow(order, url);
  }

  async #read(id: string): Promise<Order> {
    try {
      return await this.#door.read(id);
    } catch (error) {
      throw refused(error);
    }
  }

  /** Returns the address of the provider's page; null: the order has moved on meanwhile. */
  async #begin(id: string): Promise<string | null> {
    try {
      const { state, url } = await this.#door.begin(id);
      if (url === null && state === "created") {
        throw new MiniAppError("payment_failed", "the provider refused");
      }
      return url;
    } catch (error) {
      if (error instanceof Problem && error.code === "illegal_transition") {
        return null;
      }
      const known = refused(error);
      const ours = known.code === "internal" || (error instanceof Problem && error.status >= 500);
      throw ours ? new MiniAppError("payment_failed", known.message, known) : known;
    }
  }

  async #follow(order: Order, url: string): Promise<Status> {
    if (this.#closed) {
      return "pending";
    }
    // Of one order there is one page.
    this.#open.get(order.id)?.();
    const ended = new AbortController();
    const read = async () => statusOf(await this.#door.peek(order.id));
    const watch = new Watch(this.#document, read);
    const stop = () => {
      watch.stop();
      ended.abort();
    };
    this.#open.set(order.id, stop);
    void watch.outcome.then((status) => {
      if (this.#open.get(order.id) === stop) {
        this.#open.delete(order.id);
      }
      if (status !== "pending") {
        ended.abort();
        this.#door.tell({ orderId: order.id, status });
      }
    });
    const page = { url, order, ended: ended.signal, look: watch.look };
    const left = this.#door.show(page).then(() => watch.left());
    return await soonest([watch.outcome, left]);
  }
}

/** The first of them, or `pending` while the page still waits. */
async function soonest(answers: Promise<Status>[]): Promise<Status> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Status>((resolve) => {
    timer = setTimeout(() => resolve("pending"), ANSWER_MS);
  });
  return await Promise.race([...answers, late]).finally(() => clearTimeout(timer));
}

const SAID: Readonly<Record<string, ErrorCode>> = {
  not_found: "order_not_found",
  payments_not_configured: "not_enabled",
  // Taken back elsewhere meanwhile.
  forbidden: "permission_denied",
};

/** What a page hears of an order; of anything else it hears as always. */
function refused(error: unknown): MiniAppError {
  const known = told(error);
  const code = error instanceof Problem ? SAID[error.code] : undefined;
  return code === undefined ? known : new MiniAppError(code, known.message, known);
}
