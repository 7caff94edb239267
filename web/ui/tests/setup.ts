/** What a browser has and jsdom lacks. */

import { cleanup, configure, prettyDOM } from "@testing-library/react";
import { afterEach } from "vitest";

configure({
  // Waiting ends with the event; this only bounds a failing test on a busy machine.
  asyncUtilTimeout: 10_000,
  // Whoever waits looks again and again: the page is printed for the last look alone.
  getElementError(said, container) {
    const error = new Error();
    error.name = "TestingLibraryElementError";
    const get = (): string => [said ?? "", prettyDOM(container)].join("\n\n");
    return Object.defineProperty(error, "message", { get, configurable: true });
  },
});

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
