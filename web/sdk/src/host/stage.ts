/** What does a superapp draw around a mini-app, and where can it go? */

import type { HostScreen } from "../api.ts";
import type { AskedScope } from "./door.ts";
import type { Order } from "./orders.ts";
import type { SessionStage } from "./session.ts";

/** A sheet of the host's own, which the mini-app's page can neither draw nor press. */
export type Sheet =
  | { kind: "scopes"; scopes: AskedScope[] }
  | { kind: "chat" }
  | { kind: "external"; url: string }
  | { kind: "notifications" }
  | { kind: "payment"; order: Order };

/** The page of the payment provider, where the client pays. */
export interface PaymentPage {
  url: string;
  order: Order;
  /** Aborted once it is known how the payment ended: take the page away. */
  ended: AbortSignal;
  /** Something may have happened (it loaded anew, the client came back): the host asks at once. */
  look(): void;
}

export interface Stage extends SessionStage {
  /** Draw a sheet; true: the client agrees. */
  sheet(sheet: Sheet): Promise<boolean>;
  /** Rejects with `MiniAppError` where there is no such screen. */
  openScreen(screen: HostScreen, target: string | null): void;
  openChat(chat: Chat): void;
  openOutside(url: string): void;
  /**
   * Show this page, never as the mini-app's own; resolves when the client has left it, or it was
   * taken away. A superapp without it takes no payments.
   */
  pay?(page: PaymentPage): Promise<void>;
  /** Leave the mini-app, for the screen before it. */
  leave(reason: string | null): void;
  ready(): void;
  title(text: string): void;
}

export interface Chat {
  product: string;
  place: string | null;
  tag: string | null;
  draft: string | null;
}
