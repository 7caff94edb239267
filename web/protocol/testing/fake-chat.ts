/** How does one chat of the fake server change? Enough of the rules to play both sides. */

import type {
  Author,
  Chat,
  ChatEvent,
  EventBodies,
  EventKind,
  Frame,
  Named,
  Note,
  Place,
  Row,
  Side,
  User,
  Written,
} from "../src/frames.ts";

export interface Bot {
  name: string;
  greeting: string;
  prompt: string;
  tags: { id: string; text: string; autoreply?: string; department: Named; staff?: Named }[];
  solved: string;
  no_answer: string;
}

export type Deed =
  | { answer: Written; events: ChatEvent[] }
  | { no: string; data?: Record<string, unknown> };

/** What the client is asked, and may choose from, by now. */
function offer(bot: Bot) {
  return { text: bot.prompt, tags: bot.tags.map(({ id, text }) => ({ id, text })) };
}

const RECEPTION: Named = { id: "dep_1", name: "Диспетчерская" };

export class FakeChat {
  readonly id: string;
  readonly number: number;
  readonly product: { id: string; kind: string; name: string };
  readonly client: { id: string; name: string; phone: string };
  readonly events: ChatEvent[] = [];
  readonly created = new Date().toISOString();
  place: Place | undefined;
  updated = this.created;
  dialog = 0;
  state: Chat["state"] = "closed";
  prompt: number | null = null;
  department: Named | undefined;
  staff: Named | undefined;
  assignment = 0;
  reads = { client: 0, staff: 0 };
  comment = "";
  commentVersion = 0;
  readonly notes: Note[] = [];
  noteChanges = 0;
  /** Whether its client is asked how a dialog was. */
  asks = false;
  #tag: { id: string; text: string } | undefined;
  #reason = "timeout";

  constructor(
    id: string,
    number: number,
    product: { id: string; name: string },
    client: User,
    place: Place | undefined,
  ) {
    this.id = id;
    this.number = number;
    this.product = { id: product.id, kind: "miniapp", name: product.name };
    this.client = { id: client.id, name: client.name, phone: "+79990000000" };
    this.place = place;
  }

  get last(): number {
    return this.events.length;
  }

  inInbox(): boolean {
    return this.events.some(
      (event) => event.by.kind === "client" && (event.kind === "message" || event.kind === "tag"),
    );
  }

  unread(side: Side): number {
    const other = side === "client" ? "staff" : "client";
    return this.events.filter(
      (event) =>
        event.seq > this.reads[side] &&
        event.by.kind === other &&
        (event.kind === "tag" || (event.kind === "message" && event.body.deleted !== true)),
    ).length;
  }

  marksFor(side: Side): { client: number; staff: number; unread: number } {
    return { ...this.reads, unread: this.unread(side) };
  }

  card(user: User): Chat {
    const { phone, ...client } = this.client;
    return {
      id: this.id,
      number: this.number,
      org: user.org.id,
      product: this.product,
      client: user.kind === "staff" ? this.client : client,
      dialog: this.dialog,
      state: this.state,
      platform: "android",
      assignment: this.assignment,
      last: this.last,
      marks: this.marksFor(user.kind),
      created_at: this.created,
      updated_at: this.updated,
      ...(this.place === undefined ? {} : { place: this.place }),
      ...(this.prompt === null ? {} : { prompt: { seq: this.prompt, expires_at: this.updated } }),
      ...(this.department === undefined ? {} : { department: this.department }),
      ...(this.staff === undefined ? {} : { staff: this.staff }),
      ...(user.kind === "staff"
        ? { comment: this.comment, comment_version: this.commentVersion, notes: this.noteChanges }
        : {}),
    };
  }

  row(user: User): Row {
    const said = this.events.findLast((event) => event.kind === "message" || event.kind === "tag");
    const preview = said !== undefined && "text" in said.body ? String(said.body.text) : "";
    return {
      ...this.card(user),
      client: this.client,
      comment: this.comment,
      comment_version: this.commentVersion,
      notes: this.noteChanges,
      preview: preview.slice(0, 120),
      unread: this.unread("staff"),
      ...(this.#tag === undefined ? {} : { tag: this.#tag }),
    };
  }

  /** Notes are staff's alone: no event, no mark, no word of a card but their count. */
  note(by: User, key: string, text: string): { n: number; at: string } {
    const known = this.notes.find((note) => note.key === key);
    if (known !== undefined) {
      return { n: known.n, at: known.at };
    }
    this.noteChanges += 1;
    const n = this.noteChanges;
    const at = new Date().toISOString();
    const author: Author = { kind: "staff", name: by.name, id: by.id };
    this.notes.push({ n, change: n, after: this.last, by: author, at, key, text });
    return { n, at };
  }

  deleteNote(n: number): boolean {
    const index = this.notes.findIndex((note) => note.n === n);
    const known = this.notes[index];
    if (known === undefined) {
      return false;
    }
    this.noteChanges += 1;
    const { text: _, ...rest } = known;
    this.notes[index] = { ...rest, change: this.noteChanges, deleted: true };
    return true;
  }

  notesFor(asked: { before?: number; since?: number; limit?: number }) {
    const { before, since, limit = 50 } = asked;
    if (since !== undefined) {
      const found = this.notes
        .filter((note) => note.change > since)
        .sort((one, other) => one.change - other.change);
      const notes = found.slice(0, limit);
      const more = notes.length < found.length;
      return { notes, more, change: more ? (notes.at(-1)?.change ?? since) : this.noteChanges };
    }
    const found = this.notes.filter((note) => before === undefined || note.n < before);
    const notes = found.slice(-limit);
    return { notes, more: notes.length < found.length, change: this.noteChanges };
  }

  read(side: Side, seq: number): number {
    this.reads[side] = Math.max(this.reads[side], Math.min(seq, this.last));
    return this.reads[side];
  }

  /** The client comes in: greeted when there is no dialog, or the last one ran out of time. */
  enter(product: { bot?: Bot; greeting?: { title?: string; text: string } }): ChatEvent[] {
    if (this.state !== "closed" || (this.dialog > 0 && this.#reason !== "timeout")) {
      return [];
    }
    if (product.bot !== undefined) {
      return [this.#opened(), ...this.#greeted(product.bot)];
    }
    const by: Author = { kind: "bot", name: this.product.name };
    const opened = this.#opened();
    return [opened, this.#add("greeting", by, product.greeting ?? { text: "Здравствуйте!" })];
  }

  write(user: User, frame: Frame, bot: Bot | undefined): Deed {
    switch (frame.type) {
      case "send":
        return this.#send(user, frame, bot);
      case "edit":
      case "delete":
        return this.#amend(user, frame);
      case "tag.pick":
        return this.#pick(user, frame, bot);
      case "dialog.new":
        return this.#renew(user, frame, bot);
      case "dialog.close":
        return this.#close(user, frame, bot);
      case "dialog.rate":
        return this.#rate(user, frame);
      default:
        return this.#assign(user, frame);
    }
  }

  #send(user: User, frame: Frame, bot: Bot | undefined): Deed {
    const events: ChatEvent[] = [];
    const wasClosed = this.state === "closed";
    const wasBot = this.state === "bot";
    if (wasClosed) {
      events.push(this.#opened());
    }
    const said = this.#add(
      "message",
      author(user),
      {
        text: String(frame.text),
        ...(frame.reply === undefined ? {} : { reply: Number(frame.reply) }),
      },
      String(frame.key),
    );
    events.push(said);
    if (user.kind === "staff") {
      if (wasClosed || wasBot || this.staff === undefined) {
        events.push(this.#assigned(author(user), RECEPTION, named(user), "manual"));
      }
    } else if (wasClosed && bot !== undefined) {
      events.push(...this.#greeted(bot));
    } else if (wasBot || (this.state === "staff" && this.assignment === 0)) {
      events.push(this.#assigned(SYSTEM, RECEPTION, undefined, "default"));
    }
    return { answer: { seq: said.seq, at: said.at }, events };
  }

  #amend(user: User, frame: Frame): Deed {
    const target = this.events[Number(frame.seq) - 1];
    const reader = user.kind === "client" ? "staff" : "client";
    if (target?.kind !== "message" || target.body.deleted) {
      return { no: "not_found" };
    }
    if (target.by.id !== user.id) {
      return { no: "forbidden" };
    }
    if (this.reads[reader] >= target.seq) {
      return { no: "already_read" };
    }
    const by = author(user);
    const key = String(frame.key);
    if (frame.type === "delete") {
      const event = this.#add("deleted", by, { target: target.seq }, key);
      target.body = { deleted: true };
      this.#hide(target.seq);
      return { answer: { seq: event.seq }, events: [event] };
    }
    const version = (target.body.edited?.version ?? 0) + 1;
    const text = String(frame.text);
    const event = this.#add("edited", by, { target: target.seq, text, version }, key);
    target.body = { ...target.body, text, edited: { version, at: event.at } };
    return { answer: { seq: event.seq }, events: [structuredClone(event)] };
  }

  #hide(target: number): void {
    for (const event of this.events) {
      if (event.kind === "edited" && event.body.target === target) {
        event.body = { target, version: event.body.version };
      }
    }
  }

  #pick(user: User, frame: Frame, bot: Bot | undefined): Deed {
    const tag = bot?.tags.find(({ id }) => id === frame.tag);
    if (tag === undefined || this.prompt === null || this.prompt !== frame.prompt) {
      const stands = this.prompt === null || bot === undefined ? {} : offer(bot);
      return { no: "stale_prompt", data: { prompt: this.prompt, state: this.state, ...stands } };
    }
    this.#tag = { id: tag.id, text: tag.text };
    const body = { prompt: this.prompt, tag: tag.id, text: tag.text };
    const picked = this.#add("tag", author(user), body, String(frame.key));
    const events = [picked];
    if (tag.autoreply !== undefined) {
      events.push(this.#add("autoreply", this.#bot(bot), { text: tag.autoreply }));
    }
    events.push(this.#assigned(SYSTEM, tag.department, tag.staff, "tag"));
    return { answer: { seq: picked.seq }, events };
  }

  #renew(user: User, frame: Frame, bot: Bot | undefined): Deed {
    if (this.state !== "closed") {
      return { no: "conflict", data: { dialog: this.dialog, state: this.state } };
    }
    this.place = placeOf(user, frame.place) ?? this.place;
    const opened = this.#opened(String(frame.key));
    const events = [opened, ...(bot === undefined ? [] : this.#greeted(bot))];
    return { answer: { seq: opened.seq }, events };
  }

  #close(user: User, frame: Frame, bot: Bot | undefined): Deed {
    if (this.state === "closed") {
      return { no: "closed" };
    }
    const reason = frame.reason as "solved" | "no_answer";
    const by: Author = { kind: "staff", ...(this.staff ?? named(user)) };
    const text = bot?.[reason] ?? "Диалог завершён.";
    const event = this.#add(
      "dialog.closed",
      by,
      {
        dialog: this.dialog,
        reason,
        text,
        ...(this.asks && frame.ask !== false ? { asks: true } : {}),
      },
      String(frame.key),
    );
    this.#end(reason);
    return { answer: { seq: event.seq }, events: [event] };
  }

  #rate(user: User, frame: Frame): Deed {
    const target = this.events[Number(frame.seq) - 1];
    if (target?.kind !== "dialog.closed" || target.body.asks !== true) {
      return { no: target?.kind === "dialog.closed" ? "rating_closed" : "not_found" };
    }
    const said = {
      dialog: target.body.dialog,
      target: target.seq,
      score: Number(frame.score),
      ...(frame.comment === undefined ? {} : { comment: String(frame.comment) }),
    };
    const event = this.#add("dialog.rated", author(user), said, String(frame.key));
    return { answer: { seq: event.seq }, events: [event] };
  }

  /** The bot has waited long enough. */
  expire(): ChatEvent {
    const event = this.#add("dialog.closed", SYSTEM, { dialog: this.dialog, reason: "timeout" });
    this.#end("timeout");
    return event;
  }

  #end(reason: string): void {
    this.state = "closed";
    this.prompt = null;
    this.#reason = reason;
  }

  #assign(user: User, frame: Frame): Deed {
    if (frame.expect !== this.assignment) {
      const { assignment, department, staff } = this;
      return { no: "conflict", data: { assignment, department, staff } };
    }
    const department: Named = { id: String(frame.department), name: String(frame.department) };
    const staff =
      frame.staff === undefined
        ? undefined
        : { id: String(frame.staff), name: String(frame.staff) };
    const event = this.#assigned(author(user), department, staff, "manual", String(frame.key));
    return { answer: { seq: event.seq, assignment: this.assignment }, events: [event] };
  }

  #opened(key?: string): ChatEvent {
    this.dialog += 1;
    this.state = "staff";
    return this.#add("dialog.opened", SYSTEM, { dialog: this.dialog }, key);
  }

  #greeted(bot: Bot): ChatEvent[] {
    const by = this.#bot(bot);
    const greeting = this.#add("greeting", by, { text: bot.greeting });
    const prompt = this.#add("prompt", by, offer(bot));
    this.state = "bot";
    this.prompt = prompt.seq;
    return [greeting, prompt];
  }

  #assigned(
    by: Author,
    department: Named,
    staff: Named | undefined,
    cause: EventBodies["assigned"]["cause"],
    key?: string,
  ): ChatEvent {
    this.assignment += 1;
    this.state = "staff";
    this.prompt = null;
    this.department = department;
    this.staff = staff;
    const who = staff === undefined ? {} : { staff };
    return this.#add(
      "assigned",
      by,
      { department, ...who, assignment: this.assignment, cause },
      key,
    );
  }

  #bot(bot: Bot | undefined): Author {
    return { kind: "bot", name: bot?.name ?? this.product.name };
  }

  #add<K extends EventKind>(kind: K, by: Author, body: EventBodies[K], key?: string): ChatEvent {
    const event = {
      type: "event",
      chat: this.id,
      seq: this.last + 1,
      kind,
      by,
      at: new Date().toISOString(),
      body,
      ...(key === undefined ? {} : { key }),
    } as ChatEvent;
    this.events.push(event);
    this.updated = event.at;
    return event;
  }
}

const SYSTEM: Author = { kind: "system", name: "" };

function named(user: User): Named {
  return { id: user.id, name: user.name };
}

function author(user: User): Author {
  return { kind: user.kind, id: user.id, name: user.name };
}

/** A premises of the client's, with the address that the welcome leaves out. */
export function placeOf(user: User, id: unknown): Place | undefined {
  const place = user.places?.find((other) => other.id === id);
  return place === undefined ? undefined : { address: "Лесная ул., 5", ...place };
}
