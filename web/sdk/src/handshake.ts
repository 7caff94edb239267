/** How do a framed page and its host come to a port that is theirs alone? (docs/sdk.md) */

import { MiniAppError } from "./errors.ts";
import { freshId } from "./frames.ts";
import { type Pipe, portPipe } from "./pipes.ts";
import { isObject } from "./shapes.ts";

export const HELLO = "mini-app.hello";
export const PORT = "mini-app.port";
export const BYE = "mini-app.bye";

export interface Greeting {
  type: typeof HELLO;
  v: 1;
  nonce: string;
}

/** Greet these origins, and no other, and take the port that the one of them answers with. */
export function shakeHands(
  window: Window,
  hosts: readonly string[],
  timeoutMs: number,
): Promise<Pipe> {
  const nonce = freshId();
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      window.removeEventListener("message", hear);
    };
    const timer = setTimeout(() => {
      stop();
      reject(new MiniAppError("host_not_found", "whoever embeds this page did not answer"));
    }, timeoutMs);
    const hear = (event: MessageEvent) => {
      if (event.source !== window.parent || !hosts.includes(event.origin)) {
        return;
      }
      const port = answered(event.data, nonce) ? event.ports[0] : undefined;
      if (port !== undefined) {
        stop();
        window.addEventListener("pagehide", () => {
          window.parent.postMessage({ type: BYE, v: 1, nonce }, event.origin);
        });
        resolve(portPipe(port));
      }
    };
    window.addEventListener("message", hear);
    const greeting: Greeting = { type: HELLO, v: 1, nonce };
    for (const host of hosts) {
      window.parent.postMessage(greeting, host);
    }
  });
}

function answered(data: unknown, nonce: string): boolean {
  return isObject(data) && data.type === PORT && data.v === 1 && data.nonce === nonce;
}

/** The nonce of a page's greeting, or of its goodbye; null for anything else. */
export function said(type: typeof HELLO | typeof BYE, data: unknown): string | null {
  const good = isObject(data) && data.type === type && data.v === 1;
  return good && typeof data.nonce === "string" && data.nonce.length <= 64 ? data.nonce : null;
}
