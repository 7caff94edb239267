/** What do we hold of each chat, and how does it stay what the server holds? */

import type { Asking } from "./asking.ts";
import type { Chat, ChatEvent, Note, Prompt, Push, Side, Watched } from "./frames.ts";
import type { Line } from "./line.ts";
import { Noting } from "./noting.ts";
import type { Outbox } from "./outbox.ts";
import { Reads } from "./reads.ts";
import { Refusal } from "./refusal.ts";
import { hasUnseen, Thread } from "./thread.ts";
import { Watches } from "./watches.ts";

/** Chats that are kept for coming back to; the oldest of the others are forgotten. */
const KEPT = 60;

export class Chats {
  readonly #line: Line;
  readonly #asking: Asking;
  readonly #outbox: Outbox;
  readonly #watches: Watches;
  readonly #reads: Reads;
  readonly #noting: Noting;
  /** In the order of their last use. */
  readonly #threads = new Map<string, Thread>();

  constructor(line: Line, asking: Asking, outbox: Outbox) {
    this.#line = line;
    this.#asking = asking;
    this.#outbox = outbox;
    this.#watches = new Watches({
      live: () => line.live,
      watch: (chat, answered) => this.#watch(chat, answered),
      unwatch: (chat) => this.#unwatch(chat),
      watched: (chat, answer) => this.#watched(chat, answer),
      barred: (chat, code) => this.thread(chat).barred(code),
    });
    this.#noting = new Noting(asking, {
      follows: (chat) => this.#watches.follows(chat),
      seen: (chat, note) => outbox.seen(chat, note.key, note.n),
    });
    this.#reads = new Reads((chat, seq) => asking.once("read", { chat, seq }));
  }

  thread(chat: string): Thread {
    const known = this.#threads.get(chat);
    if (known !== undefined) {
      return known;
    }
    const thread = new Thread(chat);
    this.#threads.set(chat, thread);
    return thread;
  }

  /** Keep a chat current until the returned function is called. */
  follow(chat: string): () => void {
    const thread = this.thread(chat);
    this.#threads.delete(chat);
    this.#threads.set(chat, thread);
    const leave = this.#watches.follow(chat);
    this.#forgetOldest();
    return leave;
  }

  /** Load the page before the oldest event that is shown, if there is one. */
  async older(chat: string, limit: number): Promise<void> {
    const thread = this.thread(chat);
    const { log, loadingOlder } = thread.state.value;
    const first = log.events[0];
    if (loadingOlder || !log.more || first === undefined) {
      return;
    }
    thread.loadingOlder(true);
    try {
      await this.#asking.once("history", { chat, before: first.seq, limit }, ({ events, more }) =>
        thread.older(events, more),
      );
      this.#noting.settle(thread);
    } catch {
      // The reader scrolls again, and so we ask again.
      thread.loadingOlder(false);
    }
  }

  /** A refused choice brings the topics that are offered now (requirement 140). */
  refusedPick(chat: string, error: unknown): void {
    if (!(error instanceof Refusal) || error.code !== "stale_prompt") {
      return;
    }
    const { prompt, text, tags } = error.data as Partial<Prompt> & { prompt?: number | null };
    if (typeof prompt === "number" && text !== undefined && tags !== undefined) {
      this.thread(chat).offered(prompt, { text, tags });
    }
  }

  /** Ask for an event anew: the links to its file live for minutes only. */
  async freshen(chat: string, seq: number): Promise<void> {
    await this.#asking.once("history", { chat, before: seq + 1, limit: 1 }, ({ events }) =>
      this.thread(chat).renewed(events),
    );
  }

  /** One event, wherever in the log it stands; null where there is none. */
  async look(chat: string, seq: number): Promise<ChatEvent | null> {
    const { events } = await this.#asking.once("history", { chat, before: seq + 1, limit: 1 });
    return events.find((event) => event.seq === seq) ?? null;
  }

  /** This side has the conversation up to `seq` before its eyes. */
  read(chat: string, seq: number, side: Side): void {
    const { value } = this.thread(chat).state;
    if (seq > value.marks[side] && hasUnseen(value, side)) {
      this.#reads.mark(chat, seq);
    }
  }

  /** A list or an answer tells more of a chat that we hold. */
  card(chat: Chat): void {
    this.#threads.get(chat.id)?.card(chat);
  }

  /** Up to where we have what we follow: the server goes on from there. */
  positions(): Record<string, number> {
    const followed = this.#watches.wanted().map((chat) => [chat, this.thread(chat).last] as const);
    return Object.fromEntries(followed.filter(([, last]) => last > 0));
  }

  /** The connection is back, and brought along what it could of the chats that we follow. */
  resume(resumed: Readonly<Record<string, Watched | { code: string }>>): void {
    for (const [chat, answer] of Object.entries(resumed)) {
      // What is refused here is asked for below: only that answer says whether to ask again.
      if (!("code" in answer) && answer.events !== undefined) {
        this.#watches.resumed(chat);
        this.#watched(chat, answer);
      }
    }
    this.#watches.settleAll();
  }

  /** Marks that the server may not have got. */
  resumeReads(): void {
    this.#reads.resume();
  }

  fell(): void {
    this.#watches.fell();
    for (const thread of this.#threads.values()) {
      thread.behind();
    }
  }

  event(event: ChatEvent): void {
    if (!this.#watches.follows(event.chat)) {
      return;
    }
    const thread = this.thread(event.chat);
    if (thread.event(event)) {
      this.#settle(event);
      this.#outbox.reached(event.chat, thread.last);
    } else {
      this.#watches.missed(event.chat);
    }
  }

  /** A colleague, or we on any device, wrote or deleted a note. */
  note(chat: string, note: Note): void {
    if (this.#watches.follows(chat)) {
      const thread = this.thread(chat);
      thread.note(note);
      this.#outbox.seen(chat, note.key, note.n);
      this.#noting.settle(thread);
    }
  }

  /** The server has left out frames of this chat, up to `last`; notes may be among them. */
  lag({ chat, last }: Extract<Push, { type: "lag" }>): void {
    const { log, chat: card } = this.thread(chat).state.value;
    if (last > log.last || card?.notes !== undefined) {
      this.#watches.missed(chat);
    }
  }

  barred(chat: string, code: string): void {
    this.#watches.ended(chat, true);
    this.thread(chat).barred(code);
  }

  /** What we hold of a chat, or of all, is not what the server holds: begin anew. */
  reset(chat?: string): void {
    for (const [id, thread] of this.#threads) {
      if (chat === undefined || chat === id) {
        thread.forget();
        this.#reads.forget(id);
        this.#watches.ended(id, false);
      }
    }
  }

  /** The server has another history than ours. */
  forget(): void {
    for (const [chat, thread] of this.#threads) {
      thread.forget();
      this.#reads.forget(chat);
    }
  }

  #watch(chat: string, answered: (answer: Watched) => void): Promise<Watched> {
    const { last } = this.thread(chat);
    return this.#asking.once("chat.watch", last > 0 ? { chat, after: last } : { chat }, answered);
  }

  #unwatch(chat: string): Promise<object> {
    // Kept as it is, so that coming back costs only what is new.
    this.thread(chat).behind();
    return this.#line.ask("chat.unwatch", { chat });
  }

  #watched(chat: string, answer: Watched): void {
    const thread = this.thread(chat);
    thread.watched(answer);
    for (const event of answer.events ?? []) {
      this.#settle(event);
    }
    this.#outbox.reached(chat, thread.last);
    this.#noting.settle(thread);
  }

  #settle(event: ChatEvent): void {
    if (event.key !== undefined) {
      this.#outbox.seen(event.chat, event.key, event.seq);
    }
  }

  #forgetOldest(): void {
    for (const [chat, thread] of this.#threads) {
      if (this.#threads.size <= KEPT) {
        return;
      }
      if (!this.#watches.follows(chat) && thread.state.value.unsent.length === 0) {
        this.#threads.delete(chat);
        this.#reads.forget(chat);
      }
    }
  }
}
