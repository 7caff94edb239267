/** Where does the focus go when another page of the console is shown? */

import { type RefObject, useEffect, useRef } from "react";
import { useHere, useRoute } from "./route.ts";

/** A dialog that closes gives the focus back 10 ms later, and goes first. */
const DIALOG_MS = 50;
const WAY_MAX = 50;

/**
 * Once the page to which one came is here, it has the focus: the link by which one left it, or its
 * heading. What has the focus by then keeps it, and nothing is scrolled. The first page of all is
 * left to the browser.
 *
 * A page may name another place by `data-landing`; `data-coming` says that it is not here yet.
 */
export function useArrival(frame: RefObject<HTMLElement | null>): void {
  const route = useRoute();
  const { path, query } = useHere();
  const place = route.href(path, { chat: query.get("chat") });
  const way = useRef<readonly string[]>([place]);
  useEffect(() => {
    const before = way.current.at(-1);
    if (frame.current === null || before === undefined || before === place) {
      return undefined;
    }
    const left = leftBy(way.current, place);
    way.current = wayTo(way.current, place);
    return land(frame.current, left);
  }, [frame, place]);
}

/** The way by which one came, with the place to which one goes now: back on it, or one further. */
export function wayTo(way: readonly string[], place: string): readonly string[] {
  const at = way.lastIndexOf(place);
  return at === -1 ? [...way, place].slice(-WAY_MAX) : way.slice(0, at + 1);
}

/** By which links may one have left the place to which one comes back? Likeliest first. */
export function leftBy(way: readonly string[], place: string): readonly string[] {
  const at = way.lastIndexOf(place);
  const links = at === -1 ? [] : way.slice(at + 1, at + 2);
  // A card is left by its list's button, too, whichever way led to it and whichever tab was open.
  let below = way.at(-1) ?? "";
  while (below.startsWith(`${place}/`)) {
    links.push(below);
    below = below.slice(0, below.lastIndexOf("/"));
  }
  return links;
}

/** Wait for the page, unless the focus goes elsewhere meanwhile; what is returned gives up. */
function land(frame: HTMLElement, links: readonly string[]): () => void {
  let pressed: Element | null = null;
  const look = () => {
    const to = landing(frame, links);
    if (!isFree(frame, pressed)) {
      stop();
    } else if (to !== null) {
      stop();
      if (to.tabIndex < 0) {
        to.tabIndex = -1;
      }
      to.focus({ preventScroll: true });
    }
  };
  const observer = new MutationObserver(look);
  const timer = setTimeout(() => {
    pressed = document.activeElement;
    observer.observe(frame, { childList: true, subtree: true });
    look();
  }, DIALOG_MS);
  const stop = () => {
    clearTimeout(timer);
    observer.disconnect();
  };
  return stop;
}

/** Nothing has the focus, or only that at the top by which one came: a section's name, the bell. */
function isFree(frame: HTMLElement, pressed: Element | null): boolean {
  const now = document.activeElement;
  const top = frame.querySelector(":scope > header");
  return now === null || now === document.body || (now === pressed && top?.contains(now) === true);
}

/** Null: it is not here yet. */
function landing(frame: HTMLElement, links: readonly string[]): HTMLElement | null {
  // The pages of a dialog change within it, and what lies below it is out of reach.
  const dialog = document.querySelector<HTMLElement>("[aria-modal='true']");
  if (dialog !== null || frame.querySelector("[data-coming]") !== null) {
    return dialog;
  }
  const shown = [...frame.querySelectorAll<HTMLElement>("main a[href]")];
  const line = links.flatMap((link) => shown.filter((one) => one.getAttribute("href") === link))[0];
  // Of pages within a page the innermost was asked for.
  const named = [...frame.querySelectorAll<HTMLElement>("[data-landing]")].at(-1);
  return line ?? named ?? frame.querySelector<HTMLElement>("h1, main [role='alert']");
}
