/** Which ways of looking at the list did an employee keep under a name? */

import { addressOf, type Choice, choiceFrom } from "./filter.ts";

export interface View {
  name: string;
  /** The filter as it stands in an address. */
  query: string;
}

export const VIEWS_MAX = 30;
export const VIEW_NAME_MAX = 60;

export function viewsFrom(kept: unknown): readonly View[] {
  const views: View[] = [];
  for (const one of Array.isArray(kept) ? (kept as Partial<View>[]) : []) {
    if (typeof one?.name === "string" && typeof one.query === "string") {
      views.push({ name: one.name, query: one.query });
    }
  }
  return views.slice(0, VIEWS_MAX);
}

/** With this view under this name; another one of that name gives way. */
export function withView(views: readonly View[], name: string, choice: Choice): readonly View[] {
  const kept = { name: name.trim().slice(0, VIEW_NAME_MAX), query: queryOf(choice) };
  const others = views.filter((one) => one.name !== kept.name);
  return [...others, kept].slice(-VIEWS_MAX);
}

export function withoutView(views: readonly View[], name: string): readonly View[] {
  return views.filter((one) => one.name !== name);
}

export function choiceOf(view: View): Choice {
  return choiceFrom(new URLSearchParams(view.query));
}

/** Two choices that say the same have the same query. */
export function queryOf(choice: Choice): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(addressOf(choice))) {
    if (value !== null) {
      query.set(name, value);
    }
  }
  return query.toString();
}
