/** Of what was this employee told, and what of it have they not read? (D17) */

import { Signal } from "@chatserver/protocol";
import type { Http } from "../http.ts";

export interface Notice {
  id: string;
  kind: string;
  /** The id of what it is about. */
  subject: string;
  title: string;
  text: string;
  at: string;
  read: boolean;
}

interface State {
  items: readonly Notice[];
  unread: number;
}

const SHOWN = 30;

export class Notices {
  readonly state = new Signal<State>({ items: [], unread: 0 });
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async load(): Promise<void> {
    const { items, unread } = await this.#http.get<State>("notices", { limit: SHOWN });
    this.state.set({ items, unread });
  }

  async read(notice: Notice): Promise<void> {
    if (!notice.read) {
      await this.#http.post(`notices/${notice.id}/read`);
      await this.load();
    }
  }

  /** All that is shown; what came meanwhile stays new. */
  async readAll(): Promise<void> {
    const newest = this.state.value.items[0];
    if (newest !== undefined) {
      await this.#http.post("notices/read", { to: newest.id });
      await this.load();
    }
  }
}

/** Where in the console that stands of which a notice tells; null: nowhere. */
export function placeOf({ kind, subject }: Pick<Notice, "kind" | "subject">): Place | null {
  if (kind === "chats.waiting") {
    // The oldest of them, beside the others.
    return { path: [], query: { tab: "waiting", chat: subject } };
  }
  if (subject.startsWith("chat_")) {
    return { path: [], query: { chat: subject } };
  }
  if (kind === "review.sent" || kind === "review.due_soon") {
    return { path: ["moderation"], query: {} };
  }
  if (subject.startsWith("app_") || subject.startsWith("prd_")) {
    return { path: ["miniapps", subject, ...tabOf(kind)], query: {} };
  }
  return subject.startsWith("rev_") ? { path: ["moderation", subject], query: {} } : null;
}

/** Where on the card of a mini-app that is of which a notice tells. */
function tabOf(kind: string): readonly string[] {
  if (kind === "rule.empty") {
    return ["chat"];
  }
  return kind.startsWith("review.") || kind.startsWith("build.") ? ["release"] : [];
}

interface Place {
  path: readonly string[];
  query: Record<string, string>;
}
