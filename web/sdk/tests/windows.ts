/** Two windows as a browser keeps them apart: what is sent to an origin arrives there alone. */

import { PORT } from "../src/handshake.ts";

export const HOST = "https://app.example";
export const PAGE = "https://amini.apps.example";

export class FakeWindow extends EventTarget {
  readonly origin: string;
  parent: FakeWindow = this;
  /** To which origins others have sent something here. */
  readonly targets: string[] = [];

  constructor(origin: string) {
    super();
    this.origin = origin;
  }

  /** What `from` sends; `window.postMessage` does not tell it, so each side gets its own view. */
  take(from: FakeWindow, data: unknown, target: string, ports: MessagePort[] = []): void {
    this.targets.push(target);
    if (target === this.origin) {
      this.hear(data, from.origin, from, ports);
    }
  }

  hear(data: unknown, origin: string, source: unknown, ports: MessagePort[] = []): void {
    this.dispatchEvent(Object.assign(new Event("message"), { data, origin, source, ports }));
  }
}

/** A page in a frame of a host; `as` is a window as the other side sees it. */
export function framed() {
  const host = new FakeWindow(HOST);
  const page = new FakeWindow(PAGE);
  page.parent = host;
  // What the page sees as its parent, and what comes from there: one object, as in a browser.
  const parent = Object.assign(host, {
    postMessage: (data: unknown, target: string) => host.take(page, data, target),
  });
  const content = Object.assign(page, {
    postMessage: (data: unknown, target: string, ports: MessagePort[]) =>
      page.take(host, data, target, ports),
  });
  return { host: parent, page: content };
}

export function portAnswer(nonce: unknown) {
  return { type: PORT, v: 1, nonce };
}
