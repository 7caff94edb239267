/** What does the console ask over HTTP? What no frame of the socket tells. */

import type { Named } from "@chatserver/protocol";
import type { Me, Session } from "./session.ts";

export interface Assignee extends Named {
  presence?: "available" | "away";
}

export interface Department extends Named {
  staff: Assignee[];
}

export interface Reason {
  assignment: number;
  at: string;
  cause: string;
  /** In the reader's language, one thought each. */
  sentences: string[];
}

export class Api {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Who is signed in, as it stands now. */
  me(language: string): Promise<Me> {
    return this.#get<Me>("me", language);
  }

  /** Departments with the employees who may get this chat. */
  async assignees(chat: string, language: string): Promise<Department[]> {
    return (await this.#get<{ items: Department[] }>(`chats/${chat}/assignees`, language)).items;
  }

  /** Why each assignment was made. */
  async routing(chat: string, language: string): Promise<Reason[]> {
    return (await this.#get<{ items: Reason[] }>(`chats/${chat}/routing`, language)).items;
  }

  async #get<T>(path: string, language: string): Promise<T> {
    const ask = async (fresh: boolean) =>
      fetch(`/api/v1/${path}`, {
        headers: {
          Authorization: `Bearer ${await this.#session.token(fresh)}`,
          "Accept-Language": language,
        },
      });
    let response = await ask(false);
    if (response.status === 401) {
      response = await ask(true);
    }
    if (!response.ok) {
      throw new Error(`${path}: ${response.status}`);
    }
    return (await response.json()) as T;
  }
}
