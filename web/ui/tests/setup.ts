/** What a browser has and jsdom lacks. */

import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// Waiting ends with the event; this only bounds a failing test on a busy machine.
configure({ asyncUtilTimeout: 10_000 });

class NoSizes {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

Object.assign(window, {
  ResizeObserver: NoSizes,
  matchMedia: (query: string) => ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }),
});
Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });
Element.prototype.scrollIntoView = () => undefined;

afterEach(() => {
  cleanup();
  localStorage.clear();
  sessionStorage.clear();
});
