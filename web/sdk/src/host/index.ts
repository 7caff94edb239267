/** What a superapp embeds to show mini-apps: in a browser, or in a web view of its own. */

export type * from "../api.ts";
export { MiniAppError } from "../errors.ts";
export { ask, Problem } from "../problems.ts";
export { DeviceStore, MemoryStore, type Store } from "../store.ts";
export * from "./door.ts";
export { miniappFrame, Reception } from "./frame.ts";
export { type HostOptions, MiniappHost } from "./host.ts";
export * from "./launching.ts";
export type { Attempt, Order, OrderState } from "./orders.ts";
export type { SessionStage } from "./session.ts";
export type { Chat, PaymentPage, Sheet, Stage } from "./stage.ts";
