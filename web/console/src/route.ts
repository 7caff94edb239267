/** What does the address say, and how is it changed? Whatever it says, a link opens again. */

import { Signal } from "@chatserver/protocol";
import { useSignal } from "@chatserver/ui";
import { createContext, useContext } from "react";

export interface Here {
  /** What follows `/console/`, piece by piece. */
  path: readonly string[];
  query: URLSearchParams;
}

/** Null takes a name out of the query. */
export type QueryChange = Readonly<Record<string, string | null>>;

const BASE = "/console/";
/** Chosen for the whole window, whichever place is shown. */
const LASTING = ["demo", "lang"];

export class Route {
  readonly here: Signal<Here>;
  readonly #window: Window;

  constructor(browser: Window = window) {
    this.#window = browser;
    this.here = new Signal(read(browser.location));
  }

  /** Follow the browser's own back and forward until the returned function is called. */
  listen(): () => void {
    const read_ = () => this.here.set(read(this.#window.location));
    this.#window.addEventListener("popstate", read_);
    return () => this.#window.removeEventListener("popstate", read_);
  }

  /** Go to another place: a step that the browser's back undoes. */
  go(path: readonly string[], query: QueryChange = {}): void {
    const kept = new URLSearchParams();
    for (const name of LASTING) {
      const value = this.here.value.query.get(name);
      if (value !== null) {
        kept.set(name, value);
      }
    }
    this.#show(path, changed(kept, query), "push");
  }

  /** Change the query of this place. `push`: the browser's back undoes it. */
  set(query: QueryChange, how: "push" | "replace"): void {
    const { path, query: before } = this.here.value;
    this.#show(path, changed(before, query), how);
  }

  /** The address of a place, for a link that can be opened in a tab of its own. */
  href(path: readonly string[], query: QueryChange = {}): string {
    return written(path, changed(new URLSearchParams(), query));
  }

  #show(path: readonly string[], query: URLSearchParams, how: "push" | "replace"): void {
    const { location, history } = this.#window;
    const address = written(path, query);
    if (address === location.pathname + location.search) {
      return;
    }
    if (how === "push") {
      history.pushState(null, "", address);
    } else {
      history.replaceState(null, "", address);
    }
    this.here.set({ path, query });
  }
}

function read(location: Location): Here {
  const rest = location.pathname.startsWith(BASE) ? location.pathname.slice(BASE.length) : "";
  return {
    path: rest.split("/").filter(Boolean).map(decodeURIComponent),
    query: new URLSearchParams(location.search),
  };
}

function written(path: readonly string[], query: URLSearchParams): string {
  const search = query.toString();
  return BASE + path.map(encodeURIComponent).join("/") + (search === "" ? "" : `?${search}`);
}

function changed(before: URLSearchParams, change: QueryChange): URLSearchParams {
  const after = new URLSearchParams(before);
  for (const [name, value] of Object.entries(change)) {
    if (value === null) {
      after.delete(name);
    } else {
      after.set(name, value);
    }
  }
  return after;
}

const Context = createContext<Route | null>(null);
export const RouteProvider = Context.Provider;

export function useRoute(): Route {
  const route = useContext(Context);
  if (route === null) {
    throw new Error("a screen needs a RouteProvider around it");
  }
  return route;
}

export function useHere(): Here {
  return useSignal(useRoute().here);
}
