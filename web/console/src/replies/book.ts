/** Which texts does an employee have ready, and how are they changed? */

import { Signal } from "@chatserver/protocol";
import type { Http } from "../http.ts";

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
  #asked = false;

  constructor(http: Http) {
    this.#http = http;
  }

  open(): void {
    if (!this.#asked) {
      this.#asked = true;
      this.#http.all<Reply>("canned-replies").then(
        (found) => this.#set(found),
        () => {
          // The next one who opens it asks again.
          this.#asked = false;
        },
      );
    }
  }

  async add(draft: ReplyDraft): Promise<void> {
    const made = await this.#http.post<Reply>("canned-replies", draft);
    this.#set([...(this.replies.value ?? []), made]);
  }

  async change(reply: Reply, draft: Omit<ReplyDraft, "shared">): Promise<void> {
    const { body } = await this.#http.card<Reply>(`canned-replies/${reply.id}`, {
      method: "PATCH",
      body: { title: draft.title, text: draft.text },
      etag: `"${reply.version}"`,
    });
    this.#set((this.replies.value ?? []).map((one) => (one.id === reply.id ? body : one)));
  }

  async remove(reply: Reply): Promise<void> {
    await this.#http.delete(`canned-replies/${reply.id}`);
    this.#set((this.replies.value ?? []).filter((one) => one.id !== reply.id));
  }

  #set(replies: readonly Reply[]): void {
    this.replies.set([...replies].sort((a, b) => a.title.localeCompare(b.title)));
  }
}
