/** How does a screen talk to the server? Everything a screen needs, in the words of chat.v1. */

import { Asking } from "./asking.ts";
import type {
  Chat,
  ChatEvent,
  Filter,
  Limits,
  Push,
  User,
  Watched,
  Welcome,
  Write,
  Written,
} from "./frames.ts";
import { Inbox } from "./inbox.ts";
import { Line, type LineState, type Resume, type TokenProvider } from "./line.ts";
import { Listing } from "./listing.ts";
import { Outbox } from "./outbox.ts";
import { Reads } from "./reads.ts";
import { BrowserShelf, type Shelf } from "./shelf.ts";
import type { Signal } from "./signal.ts";
import { type OpenSocket, openBrowserSocket } from "./socket.ts";
import { hasUnseen, Thread } from "./thread.ts";
import { Typing } from "./typing.ts";
import { Watches } from "./watches.ts";

export interface ClientOptions {
  url: string;
  token: TokenProvider;
  device: string;
  platform?: "ios" | "android" | "web";
  openSocket?: OpenSocket;
  shelf?: Shelf;
  random?: () => number;
}

const PAGE = 50;
/** Chats that are kept for coming back to; the oldest of the others are forgotten. */
const KEPT = 60;

export class ChatClient {
  readonly inbox = new Inbox();
  readonly #line: Line;
  readonly #asking: Asking;
  readonly #listing: Listing;
  readonly #outbox: Outbox;
  readonly #watches: Watches;
  readonly #reads: Reads;
  readonly #typing: Typing;
  readonly #threads = new Map<string, Thread>();
  #welcome: Welcome | null = null;
  #clockAheadMs = 0;
  #focus: string | null = null;

  constructor(options: ClientOptions) {
    this.#line = new Line(
      {
        url: options.url,
        token: options.token,
        device: options.device,
        platform: options.platform ?? "web",
        openSocket: options.openSocket ?? openBrowserSocket,
        random: options.random ?? Math.random,
      },
      {
        resume: () => this.#resume(),
        welcomed: (welcome) => this.#welcomed(welcome),
        pushed: (push) => this.#pushed(push),
        fell: () => this.#fell(),
      },
    );
    this.#asking = new Asking(this.#line);
    this.#listing = new Listing(this.inbox, this.#asking, () => this.#line.live);
    this.#outbox = new Outbox(
      options.shelf ?? new BrowserShelf(),
      ({ type, ...fields }) => this.#line.ask<Written>(type, fields),
      (chat) => this.thread(chat).unsent(this.#outbox.of(chat)),
    );
    this.#watches = new Watches({
      live: () => this.#line.live,
      watch: (chat, answered) => this.#askWatch(chat, answered),
      unwatch: (chat) => {
        // Kept as it is, so that coming back costs only what is new.
        this.thread(chat).behind();
        return this.#line.ask("chat.unwatch", { chat });
      },
      watched: (chat, answer) => this.#watched(chat, answer),
      barred: (chat, code) => this.thread(chat).barred(code),
    });
    this.#reads = new Reads((chat, seq) => this.#asking.once("read", { chat, seq }));
    this.#typing = new Typing((chat, on) => this.#line.tell({ type: "typing", chat, on }));
  }

  get connection(): Signal<LineState> {
    return this.#line.state;
  }

  /** Who we are; null before the first welcome. */
  get user(): User | null {
    return this.#welcome?.user ?? null;
  }

  get limits(): Limits | null {
    return this.#welcome?.limits ?? null;
  }

  /** The server's clock as far as we know it, for what depends on the age of a message. */
  now(): number {
    return Date.now() + this.#clockAheadMs;
  }

  start(): void {
    this.#line.start();
  }

  stop(): void {
    this.#line.stop();
  }

  wake(): void {
    this.#line.wake();
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

  /** Find or make the client's chat with a product; repeated until it is answered. */
  async open(product: string, place?: string): Promise<Chat> {
    const answer = await this.#asking.persistently(
      "chat.open",
      place === undefined ? { product } : { product, place },
    );
    this.thread(answer.chat.id).card(answer.chat);
    return answer.chat;
  }

  /** Keep a chat current until the returned function is called. */
  follow(chat: string): () => void {
    // Moved to the end: the order of the threads is the order of their last use.
    const thread = this.thread(chat);
    this.#threads.delete(chat);
    this.#threads.set(chat, thread);
    const leave = this.#watches.follow(chat);
    this.#forgetOldest();
    return leave;
  }

  /** Put a write into the outbox: it is sent in order, and repeated until it is answered. */
  write(write: Write): { key: string; settled: Promise<Written> } {
    if (write.type === "send") {
      this.#typing.sent(write.chat);
    }
    return this.#outbox.add(write);
  }

  retry(chat: string, key: string): void {
    this.#outbox.retry(chat, key);
  }

  discard(chat: string, key: string): void {
    this.#outbox.discard(chat, key);
  }

  /** Load the page before the oldest event that is shown, if there is one. */
  async older(chat: string, limit = PAGE): Promise<void> {
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
    } catch {
      // The reader scrolls again, and so we ask again.
      thread.loadingOlder(false);
    }
  }

  /** Ask for an event anew: the links to its file live for minutes only. */
  async freshen(chat: string, seq: number): Promise<void> {
    await this.#asking.once("history", { chat, before: seq + 1, limit: 1 }, ({ events }) =>
      this.thread(chat).renewed(events),
    );
  }

  /** The conversation up to `seq` is before the person's eyes. */
  read(chat: string, seq: number): void {
    const { state } = this.thread(chat);
    const side = this.user?.kind;
    if (side !== undefined && seq > state.value.marks[side] && hasUnseen(state.value, side)) {
      this.#reads.mark(chat, seq);
    }
  }

  typing(chat: string, on: boolean): void {
    if (on) {
      this.#typing.pressed(chat);
    } else {
      this.#typing.stopped(chat);
    }
  }

  /** Which chat is on this device's screen now: no notices for it. */
  focus(chat: string | null): void {
    if (chat !== this.#focus) {
      if (this.#focus !== null) {
        this.#threads.get(this.#focus)?.viewers([]);
      }
      this.#focus = chat;
      this.#line.tell({ type: "focus", chat });
    }
  }

  comment(chat: string, text: string, expect: number): Promise<{ comment_version: number }> {
    return this.#asking.once("comment", { chat, text, expect });
  }

  presence(state: "available" | "away"): Promise<object> {
    return this.#asking.persistently("presence", { state });
  }

  /** Show the list under this filter, now and after every reconnect. */
  list(filter: Filter): void {
    this.#listing.choose(filter);
  }

  moreRows(): Promise<void> {
    return this.#listing.more();
  }

  #resume(): Resume | undefined {
    const chats: Record<string, number> = {};
    for (const chat of this.#watches.wanted()) {
      const { last } = this.thread(chat);
      if (last > 0) {
        chats[chat] = last;
      }
    }
    return this.#welcome === null || Object.keys(chats).length === 0
      ? undefined
      : { epoch: this.#welcome.epoch, chats };
  }

  #welcomed(welcome: Welcome): void {
    const replaced = this.#welcome !== null && this.#welcome.epoch !== welcome.epoch;
    this.#welcome = welcome;
    this.#clockAheadMs = Date.parse(welcome.now) - Date.now() || 0;
    if (replaced) {
      this.#forgetAll();
    }
    for (const [chat, answer] of Object.entries(welcome.resumed ?? {})) {
      this.#resumed(chat, answer);
    }
    this.#watches.settleAll();
    this.#listing.watch();
    if (this.#focus !== null) {
      this.#line.tell({ type: "focus", chat: this.#focus });
    }
    this.#outbox.resume(welcome.user.id);
    this.#reads.resume();
  }

  #resumed(chat: string, answer: Watched | { code: string }): void {
    if ("code" in answer) {
      this.#watches.ended(chat, true);
      this.thread(chat).barred(answer.code);
    } else if (answer.events !== undefined) {
      this.#watches.resumed(chat);
      this.#watched(chat, answer);
    }
  }

  #askWatch(chat: string, answered: (answer: Watched) => void): Promise<Watched> {
    const { last } = this.thread(chat);
    return this.#asking.once("chat.watch", last > 0 ? { chat, after: last } : { chat }, answered);
  }

  #watched(chat: string, answer: Watched): void {
    const thread = this.thread(chat);
    thread.watched(answer);
    for (const event of answer.events ?? []) {
      this.#settle(event);
    }
    this.#outbox.reached(chat, thread.last);
  }

  #settle(event: ChatEvent): void {
    if (event.key !== undefined) {
      this.#outbox.seen(event.chat, event.key, event.seq);
    }
  }

  #pushed(push: Push): void {
    switch (push.type) {
      case "event":
        this.#event(push);
        break;
      case "marks":
        this.thread(push.chat).marks(push);
        break;
      case "typing":
        this.thread(push.chat).typing(push.by, push.on);
        break;
      case "viewers":
        // One for a chat that has left the screen meanwhile would stay there for ever.
        if (push.chat === this.#focus) {
          this.thread(push.chat).viewers(push.staff);
        }
        break;
      case "inbox":
        this.inbox.changed(push.rows);
        for (const { row } of push.rows) {
          if (row !== undefined && this.#threads.has(row.id)) {
            this.thread(row.id).card(row);
          }
        }
        break;
      case "counts":
        this.inbox.counts(push);
        break;
      case "lag":
        if (push.last > this.thread(push.chat).last) {
          this.#watches.missed(push.chat);
        }
        break;
      case "reset":
        this.#reset(push);
        break;
      case "unwatched":
        this.#watches.ended(push.chat, true);
        this.thread(push.chat).barred(push.code);
        break;
      default:
        // Pushes of a later version are none of ours.
        break;
    }
  }

  #event(event: ChatEvent): void {
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

  #reset(push: Extract<Push, { type: "reset" }>): void {
    if (push.what !== "inbox") {
      for (const chat of push.what === "all" ? [...this.#threads.keys()] : [push.chat ?? ""]) {
        if (this.#threads.has(chat)) {
          this.thread(chat).forget();
          this.#reads.forget(chat);
          this.#watches.ended(chat, false);
        }
      }
    }
    if (push.what === "all" && push.why === "access") {
      this.#line.greetAnew();
    } else if (push.what !== "chat") {
      this.#listing.watch();
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

  #forgetAll(): void {
    for (const [chat, thread] of this.#threads) {
      thread.forget();
      this.#reads.forget(chat);
    }
  }

  #fell(): void {
    this.#watches.fell();
    this.#outbox.pause();
    for (const thread of this.#threads.values()) {
      thread.behind();
    }
    this.inbox.behind();
  }
}
