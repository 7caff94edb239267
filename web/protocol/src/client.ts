/** How does a screen talk to the server? Everything a screen needs, in the words of chat.v1. */

import { Asking } from "./asking.ts";
import { Chats } from "./chats.ts";
import type {
  Chat,
  ChatEvent,
  Filter,
  Limits,
  Push,
  User,
  Welcome,
  Write,
  Written,
} from "./frames.ts";
import { Inbox } from "./inbox.ts";
import { Line, type LineState, type Resume, type TokenProvider } from "./line.ts";
import { Listing } from "./listing.ts";
import { Outbox } from "./outbox.ts";
import { BrowserShelf, type Shelf } from "./shelf.ts";
import type { Signal } from "./signal.ts";
import { type OpenSocket, openBrowserSocket } from "./socket.ts";
import type { Thread } from "./thread.ts";
import { Typing } from "./typing.ts";

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

export class ChatClient {
  readonly inbox = new Inbox();
  readonly #line: Line;
  readonly #asking: Asking;
  readonly #listing: Listing;
  readonly #outbox: Outbox;
  readonly #chats: Chats;
  readonly #typing: Typing;
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
    this.#chats = new Chats(this.#line, this.#asking, this.#outbox);
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
    return this.#chats.thread(chat);
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
    return this.#chats.follow(chat);
  }

  /** Put a write into the outbox: it is sent in order, and repeated until it is answered. */
  write(write: Write): { key: string; settled: Promise<Written> } {
    if (write.type === "send") {
      this.#typing.sent(write.chat);
    }
    const written = this.#outbox.add(write);
    if (write.type === "tag.pick") {
      written.settled.catch((error: unknown) => this.#chats.refusedPick(write.chat, error));
    }
    return written;
  }

  retry(chat: string, key: string): void {
    this.#outbox.retry(chat, key);
  }

  discard(chat: string, key: string): void {
    this.#outbox.discard(chat, key);
  }

  /** Load the page before the oldest event that is shown, if there is one. */
  older(chat: string, limit = PAGE): Promise<void> {
    return this.#chats.older(chat, limit);
  }

  /** Ask for an event anew: the links to its file live for minutes only. */
  freshen(chat: string, seq: number): Promise<void> {
    return this.#chats.freshen(chat, seq);
  }

  /** Read one event that may be older than all that are shown; null where there is none. */
  look(chat: string, seq: number): Promise<ChatEvent | null> {
    return this.#chats.look(chat, seq);
  }

  /** The conversation up to `seq` is before the person's eyes. */
  read(chat: string, seq: number): void {
    const side = this.user?.kind;
    if (side !== undefined) {
      this.#chats.read(chat, seq, side);
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
        this.thread(this.#focus).viewers([]);
      }
      this.#focus = chat;
      this.#line.tell({ type: "focus", chat });
    }
  }

  comment(chat: string, text: string, expect: number): Promise<{ comment_version: number }> {
    return this.#asking.once("comment", { chat, text, expect });
  }

  /** Take a note back; settles as the server settles it. */
  deleteNote(chat: string, n: number): Promise<object> {
    return this.#asking.once("note.delete", { chat, n });
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
    const chats = this.#chats.positions();
    return this.#welcome === null || Object.keys(chats).length === 0
      ? undefined
      : { epoch: this.#welcome.epoch, chats };
  }

  #welcomed(welcome: Welcome): void {
    const replaced = this.#welcome !== null && this.#welcome.epoch !== welcome.epoch;
    this.#welcome = welcome;
    this.#clockAheadMs = Date.parse(welcome.now) - Date.now() || 0;
    if (replaced) {
      this.#chats.forget();
    }
    this.#chats.resume(welcome.resumed ?? {});
    this.#listing.watch();
    if (this.#focus !== null) {
      this.#line.tell({ type: "focus", chat: this.#focus });
    }
    this.#outbox.resume(welcome.user.id);
    this.#chats.resumeReads();
  }

  #pushed(push: Push): void {
    switch (push.type) {
      case "event":
        this.#chats.event(push);
        break;
      case "marks":
        this.thread(push.chat).marks(push);
        break;
      case "typing":
        this.thread(push.chat).typing(push.by, push.on);
        break;
      case "note":
        this.#chats.note(push.chat, push.note);
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
          if (row !== undefined) {
            this.#chats.card(row);
          }
        }
        break;
      case "counts":
        this.inbox.counts(push);
        break;
      case "lag":
        this.#chats.lag(push);
        break;
      case "reset":
        this.#reset(push);
        break;
      case "unwatched":
        this.#chats.barred(push.chat, push.code);
        break;
      default:
        // Pushes of a later version are none of ours.
        break;
    }
  }

  #reset(push: Extract<Push, { type: "reset" }>): void {
    if (push.what !== "inbox") {
      this.#chats.reset(push.what === "all" ? undefined : (push.chat ?? ""));
    }
    if (push.what === "all" && push.why === "access") {
      this.#line.greetAnew();
    } else if (push.what !== "chat") {
      this.#listing.watch();
    }
  }

  #fell(): void {
    this.#chats.fell();
    this.#outbox.pause();
    this.inbox.behind();
  }
}
