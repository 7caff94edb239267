/** In which frame does a mini-app stand, and whose greeting is heard? */

import { BYE, HELLO, PORT, said } from "../handshake.ts";
import { originOf } from "../hosts.ts";
import { type Pipe, portPipe } from "../pipes.ts";

const FLAGS = "allow-scripts allow-forms allow-popups allow-downloads";

/** Whether a mini-app lies on an origin of its own; without one it is shown, and has no bridge. */
export function hasOwnOrigin(url: string, host: string): boolean {
  const origin = originOf(url);
  return origin !== null && origin !== host;
}

/**
 * Make the frame, without its address. The page keeps its origin only because that is its own: on
 * ours it could take its sandbox away.
 */
export function miniappFrame(document: Document, url: string, title: string): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  const own = hasOwnOrigin(url, document.location.origin);
  frame.setAttribute("sandbox", own ? `${FLAGS} allow-same-origin` : FLAGS);
  frame.setAttribute("referrerpolicy", "no-referrer");
  frame.setAttribute("allow", "");
  frame.setAttribute("credentialless", "");
  frame.title = title;
  return frame;
}

/**
 * Answers the greetings of one frame's page with a port, hears when that page goes, and drops
 * whatever else comes silently: from another window, or from a page of another origin in that frame.
 */
export class Reception {
  readonly #window: Window;
  readonly #hear: (event: MessageEvent) => void;

  constructor(
    window: Window,
    frame: HTMLIFrameElement,
    origin: string,
    meet: (pipe: Pipe) => void,
    part: () => void,
  ) {
    this.#window = window;
    /** The page that was greeted last, by its nonce. */
    let met: string | null = null;
    this.#hear = (event) => {
      if (event.origin !== origin) {
        return;
      }
      // A page that has gone is nobody's window any more: only its nonce tells who it was.
      if (met !== null && said(BYE, event.data) === met) {
        met = null;
        part();
      }
      if (event.source === null || event.source !== frame.contentWindow) {
        return;
      }
      const nonce = said(HELLO, event.data);
      if (nonce === null) {
        return;
      }
      met = nonce;
      const { port1, port2 } = new MessageChannel();
      meet(portPipe(port1));
      frame.contentWindow.postMessage({ type: PORT, v: 1, nonce }, origin, [port2]);
    };
    window.addEventListener("message", this.#hear);
  }

  stop(): void {
    this.#window.removeEventListener("message", this.#hear);
  }
}
