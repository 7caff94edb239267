/** How is one kind of card read, added, changed and removed? */

import type { Card, Http } from "../http.ts";

/** The cards of one path of the API. */
export class Cards<T> {
  readonly #http: Http;
  readonly #path: string;

  constructor(http: Http, path: string) {
    this.#http = http;
    this.#path = path;
  }

  read(id: string): Promise<Card<T>> {
    return this.#http.card<T>(`${this.#path}/${id}`);
  }

  add(body: object): Promise<Card<T>> {
    return this.#http.card<T>(this.#path, { method: "POST", body });
  }

  /** What is named is set, unless somebody was faster. */
  change(id: string, body: object, etag: string | undefined): Promise<Card<T>> {
    return this.#http.card<T>(`${this.#path}/${id}`, { method: "PATCH", body, etag });
  }

  async remove(id: string): Promise<void> {
    await this.#http.delete(`${this.#path}/${id}`);
  }
}
