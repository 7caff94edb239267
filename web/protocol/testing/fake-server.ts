/** How would the server answer? A peer for tests and for the harness: chat.v1 in memory. */

import type { Chat, ChatEvent, Filter, Frame, Row, User, Watched, Written } from "../src/frames.ts";
import { type Bot, type Deed, FakeChat, placeOf } from "./fake-chat.ts";
import type { FakeLink } from "./fake-link.ts";

export interface Product {
  id: string;
  name: string;
  bot?: Bot;
  greeting?: { title?: string; text: string };
}

interface Session {
  user: User;
  watched: Set<string>;
  filter: Filter | null;
}

class No extends Error {
  readonly code: string;
  readonly data: Record<string, unknown> | undefined;

  constructor(code: string, data?: Record<string, unknown>) {
    super(code);
    this.code = code;
    this.data = data;
  }
}

const LIMITS = {
  frame_bytes: 65536,
  text: 4000,
  comment: 2000,
  watches: 50,
  requests_per_s: 20,
  sends_per_s: 5,
  file_bytes: 41943040,
  edit_s: 3600,
  rate_s: 259_200,
  rating_comment: 500,
};

type Handler = (link: FakeLink, session: Session, frame: Frame) => object;

export class FakeServer {
  epoch = "e1";
  rev = 0;
  pageSize = 50;
  /** Set to answer the next frames of a type with a refusal. */
  readonly refuse = new Map<string, { code: string; retry_ms?: number; data?: object }[]>();
  /** Chats that the next hello does not resume, and why. */
  readonly unable = new Map<string, string>();
  /** Types of frames that are swallowed without an answer, once each. */
  readonly swallow: string[] = [];
  readonly people = new Map<string, User>();
  readonly products = new Map<string, Product>();
  readonly chats = new Map<string, FakeChat>();
  readonly sessions = new Map<FakeLink, Session>();
  readonly #keys = new Map<string, { fields: string; answer: Written }>();

  receive(link: FakeLink, frame: Frame): void {
    const swallowed = this.swallow.indexOf(frame.type);
    if (swallowed >= 0) {
      this.swallow.splice(swallowed, 1);
      return;
    }
    if (frame.type === "hello") {
      this.#hello(link, frame);
      return;
    }
    const session = this.sessions.get(link);
    if (session !== undefined) {
      this.#request(link, session, frame);
    }
  }

  gone(link: FakeLink): void {
    this.sessions.delete(link);
  }

  chat(id: string): FakeChat {
    const chat = this.chats.get(id);
    if (chat === undefined) {
      throw new No("not_found");
    }
    return chat;
  }

  /** A person does something without a client of ours: the other side of a test. */
  act(user: User, write: Record<string, unknown> & { type: string; chat: string }): Written {
    return this.#write(user, { key: `k${Math.random()}`, ...write } as unknown as Frame);
  }

  /** The client comes in, without a client of ours. */
  enter(user: User, product: string): string {
    return this.#open(user, product, undefined).id;
  }

  readAs(user: User, id: string): void {
    const chat = this.chat(id);
    chat.read(user.kind, chat.last);
    this.#announce(chat, []);
  }

  /** A colleague notes something without a client of ours, or takes a note back. */
  noteAs(user: User, id: string, text: string): void {
    const chat = this.chat(id);
    this.#announceNote(chat, chat.note(user, `k${Math.random()}`, text).n);
  }

  deleteNote(id: string, n: number): void {
    const chat = this.chat(id);
    if (chat.deleteNote(n)) {
      this.#announceNote(chat, n);
    }
  }

  restore(epoch: string): void {
    this.epoch = epoch;
  }

  #hello(link: FakeLink, frame: Frame): void {
    const user = this.people.get(String(frame.token));
    if (user === undefined) {
      link.push({
        type: "error",
        id: frame.id ?? null,
        code: "unauthorized",
        message: "who are you",
      });
      this.later(link, 4401);
      return;
    }
    const session: Session = { user, watched: new Set(), filter: null };
    this.sessions.set(link, session);
    const resume = frame.resume as { epoch: string; chats: Record<string, number> } | undefined;
    const same = resume?.epoch === this.epoch;
    const resumed: Record<string, unknown> = {};
    const ahead: string[] = [];
    for (const [id, after] of same ? Object.entries(resume.chats) : []) {
      const code = this.unable.get(id);
      if (this.unable.delete(id)) {
        resumed[id] = { code };
        continue;
      }
      const answer = this.#watch(session, id, after);
      if (answer.events === undefined) {
        ahead.push(id);
      }
      resumed[id] = answer;
    }
    link.push({
      type: "welcome",
      id: frame.id as number,
      user,
      epoch: this.epoch,
      expires_at: "2030-01-01T00:00:00.000Z",
      now: new Date().toISOString(),
      ping_s: 25,
      retry: { base_s: 1, cap_s: 30, spread_s: 5 },
      limits: LIMITS,
      ...(same ? { resumed } : {}),
    });
    if (resume !== undefined && !same) {
      link.push({ type: "reset", what: "all", why: "epoch" });
    }
    for (const chat of ahead) {
      link.push({ type: "reset", what: "chat", chat, why: "ahead" });
    }
  }

  /** Overridden by nets that close in their own time. */
  later(link: FakeLink, code: number): void {
    queueMicrotask(() => queueMicrotask(() => link.cut(code)));
  }

  #request(link: FakeLink, session: Session, frame: Frame): void {
    const refusal = this.refuse.get(frame.type)?.shift();
    try {
      if (refusal !== undefined) {
        link.push({ type: "error", id: frame.id ?? null, message: refusal.code, ...refusal });
        return;
      }
      const handler = this.#handlers[frame.type];
      if (handler === undefined) {
        this.#tell(link, session, frame);
        return;
      }
      handler(link, session, frame);
    } catch (error) {
      if (!(error instanceof No)) {
        throw error;
      }
      const { code, data } = error;
      link.push({
        type: "error",
        id: frame.id ?? null,
        code,
        message: code,
        ...(data === undefined ? {} : { data }),
      });
    }
  }

  #tell(link: FakeLink, session: Session, frame: Frame): void {
    if (frame.type === "ping") {
      link.push({ type: "pong", n: frame.n });
    }
    if (frame.type === "typing") {
      const { id, name, kind } = session.user;
      for (const [other, { user, watched }] of this.sessions) {
        if (user.id !== id && watched.has(String(frame.chat))) {
          other.push({ type: "typing", chat: frame.chat, by: { kind, id, name }, on: frame.on });
        }
      }
    }
  }

  readonly #handlers: Record<string, Handler> = {
    auth: (link, _session, frame) => ok(link, frame, { expires_at: "2030-01-01T00:00:00.000Z" }),
    presence: (link, _session, frame) => ok(link, frame, {}),
    "chat.open": (link, session, frame) => {
      const chat = this.#open(
        session.user,
        String(frame.product),
        frame.place as string | undefined,
      );
      return ok(link, frame, { chat: chat.card(session.user), last: chat.last });
    },
    "chat.watch": (link, session, frame) => {
      const answer = this.#watch(session, String(frame.chat), frame.after as number | undefined);
      ok(link, frame, answer);
      if (answer.events === undefined) {
        link.push({ type: "reset", what: "chat", chat: frame.chat, why: "ahead" });
      }
      return {};
    },
    "chat.unwatch": (link, session, frame) => {
      session.watched.delete(String(frame.chat));
      return ok(link, frame, {});
    },
    history: (link, _session, frame) => {
      const { events } = this.chat(String(frame.chat));
      const before = (frame.before as number | undefined) ?? events.length + 1;
      const older = events.filter((event) => event.seq < before);
      const page = older.slice(-this.#most(frame));
      return ok(link, frame, { events: page, more: older.length > page.length });
    },
    read: (link, session, frame) => {
      const chat = this.chat(String(frame.chat));
      const seq = chat.read(session.user.kind, Number(frame.seq));
      ok(link, frame, { seq });
      this.#announce(chat, []);
      return {};
    },
    comment: (link, _session, frame) => {
      const chat = this.chat(String(frame.chat));
      if (frame.expect !== chat.commentVersion) {
        throw new No("conflict", { comment: chat.comment, comment_version: chat.commentVersion });
      }
      chat.comment = String(frame.text);
      chat.commentVersion += 1;
      ok(link, frame, { comment_version: chat.commentVersion });
      this.#announce(chat, []);
      return {};
    },
    note: (link, session, frame) => {
      staffOnly(session);
      const chat = this.chat(String(frame.chat));
      const noted = chat.note(session.user, String(frame.key), String(frame.text));
      ok(link, frame, noted);
      this.#announceNote(chat, noted.n);
      return {};
    },
    "note.delete": (link, session, frame) => {
      staffOnly(session);
      const chat = this.chat(String(frame.chat));
      if (!chat.deleteNote(Number(frame.n))) {
        throw new No("not_found");
      }
      ok(link, frame, {});
      this.#announceNote(chat, Number(frame.n));
      return {};
    },
    notes: (link, session, frame) => {
      staffOnly(session);
      return ok(
        link,
        frame,
        this.chat(String(frame.chat)).notesFor(frame as Parameters<FakeChat["notesFor"]>[0]),
      );
    },
    "inbox.watch": (link, session, frame) => {
      session.filter = (frame.filter as Filter | undefined) ?? {};
      const rows = this.#rows(session);
      const page = rows.slice(0, this.#most(frame));
      return ok(link, frame, {
        rows: page,
        ...(rows.length > page.length ? { cursor: String(page.length) } : {}),
        rev: this.rev,
        counts: this.#counts(session.user),
      });
    },
    "inbox.page": (link, session, frame) => {
      const start = Number(frame.cursor);
      const rows = this.#rows(session);
      const page = rows.slice(start, start + this.#most(frame));
      const end = start + page.length;
      return ok(link, frame, { rows: page, ...(end < rows.length ? { cursor: String(end) } : {}) });
    },
    ...Object.fromEntries(
      [
        "send",
        "edit",
        "delete",
        "tag.pick",
        "dialog.new",
        "dialog.close",
        "dialog.rate",
        "assign",
      ].map((type) => [
        type,
        (link: FakeLink, session: Session, frame: Frame) =>
          ok(link, frame, this.#write(session.user, frame)),
      ]),
    ),
  };

  #write(user: User, frame: Frame): Written {
    const { id, key, ...fields } = frame;
    const name = `${user.id}/${String(key)}`;
    const signature = JSON.stringify(fields);
    const known = this.#keys.get(name);
    if (known !== undefined) {
      if (known.fields !== signature) {
        throw new No("key_conflict");
      }
      return { ...known.answer, duplicate: true };
    }
    const chat = this.chat(String(frame.chat));
    const deed: Deed = chat.write(user, frame, this.products.get(chat.product.id)?.bot);
    if ("no" in deed) {
      throw new No(deed.no, deed.data);
    }
    this.#keys.set(name, { fields: signature, answer: deed.answer });
    this.#announce(chat, deed.events);
    return deed.answer;
  }

  #open(user: User, productId: string, placeId: string | undefined): FakeChat {
    const product = this.products.get(productId);
    if (product === undefined) {
      throw new No("not_found");
    }
    const place = placeOf(user, placeId) ?? placeOf(user, user.places?.[0]?.id);
    let chat = [...this.chats.values()].find(
      (other) => other.product.id === productId && other.client.id === user.id,
    );
    if (chat === undefined) {
      chat = new FakeChat(`chat_${this.chats.size + 1}`, this.chats.size + 1, product, user, place);
      this.chats.set(chat.id, chat);
    }
    this.#announce(chat, chat.enter(product));
    return chat;
  }

  #watch(session: Session, id: string, after: number | undefined): Watched {
    const chat = this.chat(id);
    const { events, last } = chat;
    const card = chat.card(session.user);
    if (after !== undefined && after > last) {
      return { chat: card, last, more: false };
    }
    session.watched.add(id);
    const page = this.pageSize;
    const from = after !== undefined && last - after <= page * 4 ? after : Math.max(0, last - page);
    return {
      chat: card,
      last,
      events: events.slice(from),
      more: from > 0,
      ...(chat.asks && session.user.kind === "staff" ? { asks: true } : {}),
      ...(after !== undefined && from > after ? { gap: { from: after + 1, to: from } } : {}),
    };
  }

  /** Staff are told: of the row first, which is at hand; a client's socket stays as it is. */
  #announceNote(chat: FakeChat, n: number): void {
    this.rev += 1;
    const note = chat.notes.find((one) => one.n === n);
    for (const [link, session] of this.sessions) {
      this.#announceRow(link, session, chat);
      if (session.user.kind === "staff" && session.watched.has(chat.id)) {
        link.push({ type: "note", chat: chat.id, note });
      }
    }
  }

  #announce(chat: FakeChat, events: readonly ChatEvent[]): void {
    this.rev += 1;
    for (const [link, session] of this.sessions) {
      if (session.watched.has(chat.id)) {
        for (const event of events) {
          link.push({ ...event } as unknown as Frame);
        }
        link.push({ type: "marks", chat: chat.id, ...chat.marksFor(session.user.kind) });
      }
      if (this.#announceRow(link, session, chat)) {
        link.push({ type: "counts", ...this.#counts(session.user) });
      }
    }
  }

  #announceRow(link: FakeLink, { filter, user }: Session, chat: FakeChat): boolean {
    if (filter === null || !chat.inInbox()) {
      return false;
    }
    const row = chat.row(user);
    const change = matches(row, filter, user)
      ? { op: "put", chat: chat.id, row }
      : { op: "remove", chat: chat.id };
    link.push({ type: "inbox", rev: this.rev, rows: [change] });
    return true;
  }

  #most(frame: Frame): number {
    return Math.min(Number(frame.limit ?? 50), this.pageSize);
  }

  #rows({ user, filter }: Session): Row[] {
    return [...this.chats.values()]
      .filter((chat) => chat.inInbox())
      .map((chat) => chat.row(user))
      .filter((row) => matches(row, filter ?? {}, user))
      .sort((a, b) =>
        a.updated_at === b.updated_at
          ? a.id > b.id
            ? -1
            : 1
          : a.updated_at > b.updated_at
            ? -1
            : 1,
      );
  }

  #counts(user: User): { new: number; mine: number; waiting: number } {
    const rows = [...this.chats.values()]
      .filter((chat) => chat.inInbox())
      .map((chat) => chat.row(user));
    const count = (tab: "new" | "mine" | "waiting") =>
      rows.filter((row) => matches(row, { tab }, user)).length;
    return { new: count("new"), mine: count("mine"), waiting: count("waiting") };
  }
}

function ok(link: FakeLink, frame: Frame, answer: object): object {
  link.push({ type: "ok", id: frame.id as number, ...answer });
  return answer;
}

function staffOnly(session: Session): void {
  if (session.user.kind !== "staff") {
    throw new No("forbidden");
  }
}

const TABS: Record<string, (row: Row, user: User) => boolean> = {
  all: () => true,
  new: (row) => row.unread > 0,
  mine: (row, user) => row.staff?.id === user.id && row.state !== "closed",
  waiting: (row) => row.state === "staff" && row.staff === undefined,
};

function matches(row: Row, filter: Filter, user: User): boolean {
  const q = filter.q?.toLowerCase() ?? "";
  const text = `${row.number} ${row.client.name} ${row.client.phone ?? ""}`.toLowerCase();
  return (TABS[filter.tab ?? "all"]?.(row, user) ?? true) && text.includes(q);
}

export type { Chat };
