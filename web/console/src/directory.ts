/** Who and what is there to choose from, and what is an id's name? */

import { type Named, Signal } from "@chatserver/protocol";
import type { Http, Page } from "./http.ts";
import type { Choice, ListPart } from "./list/filter.ts";

export interface ObjectLine extends Named {
  kind: "quarter" | "group" | "building" | "premises";
  address: string;
  parent: string | null;
}

/** A mini-app or a subscription: `name` is for staff, `public_title` for clients (D18). */
export interface ProductLine extends Named {
  public_title: string;
}

export interface StaffLine extends Named {
  active: boolean;
  department?: Named | null;
}

/** What clients can choose in a product; two products may have one of the same words. */
interface Topic {
  id: string;
  text: string;
  product: Named;
}

export interface ClientLine extends Named {
  phone: string;
  premises: { id: string; name: string; address: string }[];
}

/** Lists that change seldom are asked for once a visit; whatever passes by leaves its name here. */
export class Directory {
  readonly names = new Signal<ReadonlyMap<string, string>>(new Map());
  readonly #http: Http;
  readonly #asked = new Map<string, Promise<unknown>>();

  constructor(http: Http) {
    this.#http = http;
  }

  departments(): Promise<Named[]> {
    return this.#once("departments", () => this.#http.all<Named>("departments"));
  }

  staff(): Promise<StaffLine[]> {
    return this.#once("staff", () => this.#http.all<StaffLine>("staff"));
  }

  /** Mini-apps and subscriptions; whoever may not see one kind gets the other alone. */
  products(): Promise<ProductLine[]> {
    return this.#once("products", async () => {
      const none = () => [];
      const found = await Promise.all([
        this.#http.all<ProductLine>("miniapps").catch(none),
        this.#http.all<ProductLine>("products").catch(none),
      ]);
      return found.flat();
    });
  }

  /** By their words, with the product's name where these are not enough. */
  topics(): Promise<Named[]> {
    return this.#once("topics", async () => {
      const found = await this.#http.all<Topic>("chats/tags");
      const alike = (topic: Topic) => found.filter(({ text }) => text === topic.text).length;
      return found
        .map((topic) => ({
          id: topic.id,
          name: alike(topic) > 1 ? `${topic.text} · ${topic.product.name}` : topic.text,
        }))
        .sort((a, b) => a.name.localeCompare(b.name));
    });
  }

  /** What stands directly in an object, or at the top of what this employee has access to. */
  async objectsIn(parent: string | null): Promise<ObjectLine[]> {
    return await this.#once(`objects/${parent ?? ""}`, () =>
      parent === null ? this.#tops() : this.#http.all<ObjectLine>("objects", { parent }),
    );
  }

  /** Everything but single premises, in few requests. */
  async estate(): Promise<ObjectLine[]> {
    const found = await Promise.all(
      ["quarter", "group", "building"].map((kind) =>
        this.#once(`objects/kind/${kind}`, () => this.#http.all<ObjectLine>("objects", { kind })),
      ),
    );
    return found.flat();
  }

  /** Learn what all of it is called; what cannot be fetched keeps its ids. */
  async learnEstate(): Promise<void> {
    await this.estate().catch(() => undefined);
  }

  async searchClients(q: string): Promise<ClientLine[]> {
    const { items } = await this.#http.get<Page<ClientLine>>("clients", { q, limit: 20 });
    this.learn(items);
    return items;
  }

  /** It was changed here: who asks next has it as it is now. */
  forget(list: "staff" | "departments" | "products" | "topics" | "objects"): void {
    for (const asked of this.#asked.keys()) {
      if (asked === list || asked.startsWith(`${list}/`)) {
        this.#asked.delete(asked);
      }
    }
  }

  learn(named: readonly Named[]): void {
    const { value } = this.names;
    if (named.some(({ id, name }) => value.get(id) !== name)) {
      this.names.set(new Map([...value, ...named.map(({ id, name }) => [id, name] as const)]));
    }
  }

  /** Learn the names of what a filter narrows by; what nobody knows keeps its id. */
  async resolve(choice: Choice): Promise<void> {
    await Promise.allSettled(
      Object.entries(choice.lists).flatMap(([part, ids]) =>
        ids.filter((id) => !this.names.value.has(id)).map((id) => this.#find(part as ListPart, id)),
      ),
    );
  }

  async #tops(): Promise<ObjectLine[]> {
    const { objects } = await this.#http.get<{ objects: string[] | null }>("me");
    if (objects === null) {
      return await this.#http.all<ObjectLine>("objects", { kind: "quarter" });
    }
    const found = await Promise.all(
      objects.map((id) => this.#http.get<ObjectLine>(`objects/${id}`)),
    );
    return found.filter(({ parent }) => parent === null);
  }

  async #find(part: ListPart, id: string): Promise<unknown> {
    switch (part) {
      case "departments":
        return await this.departments();
      case "staff":
        return await this.staff();
      case "products":
        return await this.products();
      case "tags":
        return await this.topics();
      case "objects":
      case "clients":
        return await this.#once(`${part}/one/${id}`, async () => [
          await this.#http.get<Named>(`${part}/${id}`),
        ]);
      default:
        return undefined;
    }
  }

  #once<T extends Named>(name: string, ask: () => Promise<T[]>): Promise<T[]> {
    const asked = this.#asked.get(name) as Promise<T[]> | undefined;
    if (asked !== undefined) {
      return asked;
    }
    const asking = ask().then((found) => {
      this.learn(found);
      return found;
    });
    this.#asked.set(name, asking);
    // What failed may be asked for again.
    asking.catch(() => this.#asked.delete(name));
    return asking;
  }
}
