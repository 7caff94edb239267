/** What does the console ask over HTTP? What no frame of the socket tells. */

import type { LinkView, Named } from "@chatserver/protocol";
import type { Http } from "./http.ts";
import type { Me } from "./session.ts";

export interface Assignee extends Named {
  presence?: "available" | "away";
}

export interface Department extends Named {
  staff: Assignee[];
  /** It does not work at this time, but from `opens_at` on; null: nobody knows when. */
  closed: boolean;
  opens_at: string | null;
}

export interface Reason {
  assignment: number;
  at: string;
  cause: string;
  /** In the reader's language, one thought each. */
  sentences: string[];
  /** Null: from a time before there were any. */
  explanation?: { by: string | null } | null;
}

/** An appeal inside a chat. */
export interface Dialog {
  number: number;
  at: string;
  tag: string | null;
  ended_at: string | null;
  reason: "solved" | "no_answer" | "timeout" | null;
  by: { name: string } | null;
  asked: boolean;
  score: number | null;
  rating_comment: string | null;
}

/** What a message said until it was edited or deleted. */
export interface Former {
  version: number;
  until: string;
  body: { text?: string; file?: { name: string }; link?: { to: string; title?: string } };
}

export interface Client extends Named {
  phone: string;
  tester: boolean;
  premises: { id: string; name: string; address: string }[];
}

export class Api {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** Who is signed in, as it stands now. */
  me(): Promise<Me> {
    return this.#http.get<Me>("me");
  }

  /** Departments with the employees who may get this chat. */
  async assignees(chat: string): Promise<Department[]> {
    return (await this.#http.get<{ items: Department[] }>(`chats/${chat}/assignees`)).items;
  }

  /** The chat's dialogs, oldest first. */
  async dialogs(chat: string): Promise<Dialog[]> {
    return (await this.#http.get<{ items: Dialog[] }>(`chats/${chat}/dialogs`)).items;
  }

  /** What a message said before, the latest first; for Administrators. */
  async originals(chat: string, seq: number): Promise<Former[]> {
    const path = `chats/${chat}/events/${seq}/originals`;
    return (await this.#http.get<{ items: Former[] }>(path)).items;
  }

  client(id: string): Promise<Client> {
    return this.#http.get<Client>(`clients/${id}`);
  }

  /** Why each assignment was made. */
  async routing(chat: string): Promise<Reason[]> {
    return (await this.#http.get<{ items: Reason[] }>(`chats/${chat}/routing`)).items;
  }

  /** What the client of this chat could open now, by title. */
  async linkTargets(
    chat: string,
    q: string,
    cursor: string | null,
  ): Promise<{ items: LinkView[]; next_cursor: string | null }> {
    const asked = new URLSearchParams({ chat, q, limit: "30" });
    if (cursor !== null) {
      asked.set("cursor", cursor);
    }
    const page = await this.#http.get<{ items: object[]; next_cursor: string | null }>(
      `link-targets?${asked}`,
    );
    // What is not there is null over HTTP, and absent in a message.
    const given = (item: object) => Object.entries(item).filter(([, value]) => value !== null);
    return {
      ...page,
      items: page.items.map((item) => Object.fromEntries(given(item)) as LinkView),
    };
  }
}
