/** Which ways of looking at the list did an employee keep under a name? */

import { Signal } from "@chatserver/protocol";
import type { Http } from "../http.ts";
import { addressOf, type Choice, choiceFrom } from "./filter.ts";

export interface View {
  id: string;
  name: string;
  /** The filter as it stands in an address; other programs may have kept something else. */
  filter: { query?: unknown };
}

export const VIEW_NAME_MAX = 60;
const PATH = "me/views";

/** Kept with the employee, so that they are there on every device. */
export class Views {
  /** Null before the first answer. */
  readonly views = new Signal<readonly View[] | null>(null);
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async load(): Promise<void> {
    const { items } = await this.#http.get<{ items: View[] }>(PATH, { of: "chats" });
    this.views.set(items);
  }

  /** Keep this under a name; what was kept under it gives way. */
  async keep(name: string, choice: Choice): Promise<void> {
    const before = this.views.value ?? [];
    const filter = { query: queryOf(choice) };
    const known = before.find((view) => view.name === name);
    if (known === undefined) {
      const made = await this.#http.post<View>(PATH, { of: "chats", name, filter });
      this.views.set([...before, made]);
    } else {
      const path = `${PATH}/${known.id}`;
      const { body } = await this.#http.card<View>(path, { method: "PATCH", body: { filter } });
      this.views.set(before.map((view) => (view.id === known.id ? body : view)));
    }
  }

  async remove(view: View): Promise<void> {
    await this.#http.delete(`${PATH}/${view.id}`);
    this.views.set((this.views.value ?? []).filter(({ id }) => id !== view.id));
  }
}

export function choiceOf(view: View): Choice {
  const { query } = view.filter;
  return choiceFrom(new URLSearchParams(typeof query === "string" ? query : ""));
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
