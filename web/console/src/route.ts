/** What does the address say, and how is it changed? Whatever it says, a link opens again. */

import { Signal } from "@chatserver/protocol";
import { useSignal } from "@chatserver/ui";
import { createContext, useContext, useEffect } from "react";
import { useTranslation } from "react-i18next";

export interface Here {
  /** What follows `/console/`, piece by piece. */
  path: readonly string[];
  query: URLSearchParams;
}

/** Null takes a name out of the query. */
export type QueryChange = Readonly<Record<string, string | null>>;

const BASE = "/console/";
const NOTHING = new URLSearchParams();
/** Chosen for the whole window, whichever place is shown. */
const LASTING = ["demo", "lang"];

/** Asks a person, and waits for the answer. */
type Confirm = (question: string) => boolean;

export class Route {
  readonly here: Signal<Here>;
  /** What each that has something unsaved asks before its place is left. */
  readonly #unsaved: string[] = [];
  /** Ask a person before what they began is thrown away. */
  readonly confirm: Confirm;
  readonly #window: Window;

  constructor(browser: Window = window, confirm: Confirm = (q) => browser.confirm(q)) {
    this.confirm = confirm;
    this.#window = browser;
    this.here = new Signal(read(browser.location));
  }

  /** Follow the browser's own back and forward until the returned function is called. */
  listen(): () => void {
    const follow = () => {
      const to = read(this.#window.location);
      if (this.#mayGo(to.path)) {
        this.here.set(to);
      } else {
        // The browser has gone already: bring its address back to what is shown.
        const { path, query } = this.here.value;
        this.#window.history.pushState(null, "", written(path, query));
      }
    };
    this.#window.addEventListener("popstate", follow);
    return () => this.#window.removeEventListener("popstate", follow);
  }

  /** Ask this before another place is shown, or the page is left, until the returned function is called. */
  ask(question: string): () => void {
    const leave = (event: BeforeUnloadEvent) => event.preventDefault();
    this.#unsaved.push(question);
    this.#window.addEventListener("beforeunload", leave);
    return () => {
      this.#unsaved.splice(this.#unsaved.indexOf(question), 1);
      this.#window.removeEventListener("beforeunload", leave);
    };
  }

  #mayGo(path: readonly string[]): boolean {
    const stays = written(path, NOTHING) === written(this.here.value.path, NOTHING);
    return stays || [...new Set(this.#unsaved)].every((question) => this.confirm(question));
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
    if (address === location.pathname + location.search || !this.#mayGo(path)) {
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
    path: rest.split("/").filter(Boolean).map(decoded),
    query: new URLSearchParams(location.search),
  };
}

/** A piece as it was meant; one that is cut in the middle of a letter is nobody's, and stays as it is. */
function decoded(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return piece;
  }
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

/** As long as something is unsaved, ask before the place is left. */
export function useUnsaved(unsaved: boolean): void {
  const route = useRoute();
  const { t } = useTranslation();
  const question = t("unsaved.leave");
  useEffect(() => (unsaved ? route.ask(question) : undefined), [route, unsaved, question]);
}

export function useHere(): Here {
  return useSignal(useRoute().here);
}
