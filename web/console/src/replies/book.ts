/** Which texts does an employee have ready, and how are they changed? */

import { Signal } from "@chatserver/protocol";
import { type Http, Problem } from "../http.ts";

export interface Reply {
  id: string;
  title: string;
  text: string;
  /** Everybody of the organisation has it. */
  shared: boolean;
  version: number;
}

export type ReplyDraft = Pick<Reply, "title" | "text" | "shared">;

/** Asked for when it is opened first, and kept for the visit. */
export class ReplyBook {
  /** Null before the first answer. */
  readonly replies = new Signal<readonly Reply[] | null>(null);
  readonly #http: Http;
  #asked: Promise<void> | null = null;

  constructor(http: Http) {
    this.#http = http;
  }

  open(): void {
    void this.#listed();
  }

  async add(draft: ReplyDraft): Promise<void> {
    await this.#listed();
    const made = await this.#http.post<Reply>("canned-replies", draft);
    this.#change((known) => [...known, made]);
  }

  async change(reply: Reply, draft: Omit<ReplyDraft, "shared">): Promise<void> {
    const { body } = await this.#known(
      this.#http.card<Reply>(`canned-replies/${reply.id}`, {
        method: "PATCH",
        body: { title: draft.title, text: draft.text },
        etag: `"${reply.version}"`,
      }),
    );
    this.#change((known) => known.map((one) => (one.id === reply.id ? body : one)));
  }

  async remove(reply: Reply): Promise<void> {
    await this.#known(this.#http.delete(`canned-replies/${reply.id}`));
    this.#change((known) => known.filter((one) => one.id !== reply.id));
  }

  #listed(): Promise<void> {
    this.#asked ??= this.#http.all<Reply>("canned-replies").then(
      (found) => this.#set(found),
      () => {
        // The next one who opens it asks again.
        this.#asked = null;
      },
    );
    return this.#asked;
  }

  /** Where what we know was changed or taken away elsewhere, ask for all anew before it is told. */
  async #known<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      if (error instanceof Problem && (error.status === 404 || error.status === 412)) {
        this.#asked = null;
        await this.#listed();
      }
      throw error;
    }
  }

  /** A list that has not come yet will hold the change when it comes. */
  #change(how: (known: readonly Reply[]) => readonly Reply[]): void {
    const known = this.replies.value;
    if (known !== null) {
      this.#set(how(known));
    }
  }

  #set(replies: readonly Reply[]): void {
    this.replies.set([...replies].sort((a, b) => a.title.localeCompare(b.title)));
  }
}
