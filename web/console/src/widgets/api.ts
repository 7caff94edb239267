/** What does the console know of widgets? (requirements 96 to 100) */

import type { Named } from "@chatserver/protocol";
import type { Http } from "../http.ts";

export const SCREENS = ["home", "house", "showcase", "services"] as const;
export type Screen = (typeof SCREENS)[number];

export interface Widget {
  id: string;
  screen: Screen;
  title: string;
  text: string;
  position: number;
  /** A file's id. */
  image: string | null;
  miniapp: Named | null;
  target: string | null;
  /** Null: for everybody. */
  objects: string[] | null;
  published: boolean;
  version: number;
}

/** A mini-app that is active or tested. */
export type Target = Named & { status: "active" | "testing" };

export interface Targets {
  items: Target[];
  screens: string[];
}

/** Return all to which a widget may lead, page by page. */
export async function allTargets(http: Http): Promise<Targets> {
  const path = "widgets/targets";
  const [items, { screens }] = await Promise.all([
    http.all<Target>(path),
    http.get<Targets>(path, { limit: 1 }),
  ]);
  return { items, screens };
}

/** What a form holds; `leads` is a mini-app's id or the name of a screen. */
export interface Draft {
  screen: Screen;
  title: string;
  text: string;
  position: number;
  image: string | null;
  objects: string[] | null;
  leads: string | null;
}

export const NEW: Draft = {
  screen: "home",
  title: "",
  text: "",
  position: 0,
  image: null,
  objects: null,
  leads: null,
};

export function draftOf(widget: Widget): Draft {
  const { screen, title, text, position, image, objects, miniapp, target } = widget;
  return { screen, title, text, position, image, objects, leads: miniapp?.id ?? target };
}

/** What is sent: it leads either to a mini-app or to one of the superapp's own screens. */
export function bodyOf({ leads, ...draft }: Partial<Draft>, targets: Targets): object {
  if (leads === undefined) {
    return draft;
  }
  const known = leads !== null && targets.screens.includes(leads);
  return { ...draft, ...(known ? { target: leads } : { miniapp: leads }) };
}
