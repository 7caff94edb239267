/** How does a client get through to the server and stay there, whatever falls in between? */

import { DEFAULT_RETRY, pauseBefore, verdict } from "./backoff.ts";
import type { ErrorFrame, Frame, Push, RetryPolicy, Welcome } from "./frames.ts";
import { Refusal, SignedOut, Unanswered } from "./refusal.ts";
import { Requests } from "./requests.ts";
import { Signal } from "./signal.ts";
import type { OpenSocket, Socket } from "./socket.ts";

/** `fresh` asks for a token other than the last one: that was refused or is about to expire. */
export type TokenProvider = (fresh: boolean) => Promise<string>;

export type LineState =
  | { status: "idle" }
  | { status: "connecting"; attempt: number }
  | { status: "live"; welcome: Welcome }
  | { status: "waiting"; attempt: number; until: number }
  | { status: "stopped"; why: "signed-out" | "barred" | "replaced" | "closed" };

export interface Resume {
  epoch: string;
  chats: Record<string, number>;
}

export interface LineOptions {
  url: string;
  token: TokenProvider;
  device: string;
  platform: "ios" | "android" | "web";
  openSocket: OpenSocket;
  random: () => number;
}

/** Whoever stands behind the line; each is called in the order in which frames arrived. */
export interface Listeners {
  resume(): Resume | undefined;
  welcomed(welcome: Welcome): void;
  pushed(push: Push): void;
  fell(): void;
}

/** Silence beyond `ping_s` that is taken for death (docs/protocol.md, "Connecting"). */
const GRACE_MS = 10_000;
const HELLO_MS = 15_000;
const WAKE_MS = 5_000;
/** A connection that lived this long was a good one: waiting starts from the bottom again. */
const GOOD_MS = 10_000;
const TOKENS_REFUSED_IN_A_ROW = 3;

type Timer = ReturnType<typeof setTimeout>;

/** One lasting line over many connections; requests and pushes in strict order of arrival. */
export class Line {
  readonly state = new Signal<LineState>({ status: "idle" });
  readonly #options: LineOptions;
  readonly #ears: Listeners;
  readonly #requests: Requests;
  #socket: Socket | null = null;
  #retry: RetryPolicy = DEFAULT_RETRY;
  #attempt = 0;
  #afterMs = 0;
  #freshToken = false;
  #tokensRefused = 0;
  #liveSince = 0;
  #heardAt = 0;
  #round = 0;
  #timers = new Set<Timer>();

  constructor(options: LineOptions, ears: Listeners) {
    this.#options = options;
    this.#ears = ears;
    this.#requests = new Requests((text) => this.#socket?.send(text));
  }

  get live(): boolean {
    return this.state.value.status === "live";
  }

  /** Begin, or begin again after the line was stopped for good. */
  start(): void {
    const { status } = this.state.value;
    if (status === "idle" || status === "stopped") {
      this.#attempt = 0;
      this.#tokensRefused = 0;
      void this.#connect();
    }
  }

  stop(): void {
    this.#stop("closed");
  }

  /** The device is back from sleep, or the network is: do not wait for the timers. */
  wake(): void {
    const { status } = this.state.value;
    if (status === "waiting") {
      void this.#connect();
    } else if (status === "live") {
      const before = this.#heardAt;
      this.#requests.tell({ type: "ping", n: this.#round });
      this.#after(WAKE_MS, () => {
        if (this.#heardAt === before) {
          this.#drop(1006);
        }
      });
    }
  }

  /** What this person may do is told at the greeting alone: greet anew, at once. */
  greetAnew(): void {
    if (this.live) {
      this.#drop(1000);
      this.wake();
    }
  }

  /** One request, one answer; `answered` runs before the next frame is looked at. */
  ask<T>(type: string, fields: object, answered?: (answer: T) => void): Promise<T> {
    if (!this.live) {
      return Promise.reject(new Unanswered("connection lost"));
    }
    return this.#requests.ask<T>({ type, ...fields }, answered);
  }

  /** A frame that expects no answer; lost without a word when the line is down. */
  tell(frame: Frame): void {
    if (this.live) {
      this.#requests.tell(frame);
    }
  }

  async #connect(): Promise<void> {
    this.#clearTimers();
    this.#round += 1;
    const round = this.#round;
    this.state.set({ status: "connecting", attempt: this.#attempt });
    let token: string;
    try {
      token = await this.#options.token(this.#freshToken);
    } catch (error) {
      if (round === this.#round) {
        this.#noToken(error);
      }
      return;
    }
    if (round !== this.#round) {
      return;
    }
    this.#freshToken = false;
    this.#open(token);
  }

  #noToken(error: unknown): void {
    if (error instanceof SignedOut) {
      this.#stop("signed-out");
    } else {
      this.#wait(1006, false);
    }
  }

  #open(token: string): void {
    let socket: Socket;
    try {
      socket = this.#options.openSocket(this.#options.url);
    } catch {
      // A page's policy may forbid it; that is no reason to die.
      this.#wait(1006, false);
      return;
    }
    this.#socket = socket;
    this.#heardAt = Date.now();
    socket.onopen = () => this.#hello(token);
    socket.onmessage = (message) => this.#frame(message.data);
    socket.onclose = (close) => this.#fall(close.code);
    this.#after(HELLO_MS, () => {
      if (this.state.value.status === "connecting") {
        this.#drop(1006);
      }
    });
  }

  #hello(token: string): void {
    const { device, platform } = this.#options;
    const resume = this.#ears.resume();
    this.#requests.open();
    this.#requests
      .ask<Welcome>(
        { type: "hello", token, device, platform, ...(resume === undefined ? {} : { resume }) },
        (welcome) => this.#welcome(welcome),
      )
      .catch((error: unknown) => {
        // The close that follows decides; only a wish to wait has to be kept till then.
        if (error instanceof Refusal) {
          this.#afterMs = error.retryMs ?? 0;
        }
      });
  }

  #welcome(welcome: Welcome): void {
    this.#retry = welcome.retry;
    this.#liveSince = Date.now();
    this.#tokensRefused = 0;
    this.#clearTimers();
    this.#listenForSilence(welcome.ping_s * 1000 + GRACE_MS);
    this.state.set({ status: "live", welcome });
    this.#ears.welcomed(welcome);
  }

  #listenForSilence(limitMs: number): void {
    const look = () => {
      // A clock that was set back would have us believe in this line until it is there again.
      this.#heardAt = Math.min(this.#heardAt, Date.now());
      const silent = Date.now() - this.#heardAt;
      if (silent >= limitMs) {
        this.#drop(1006);
      } else {
        this.#after(limitMs - silent, look);
      }
    };
    this.#after(limitMs, look);
  }

  #frame(data: unknown): void {
    this.#heardAt = Date.now();
    const frame = typeof data === "string" ? parse(data) : null;
    if (frame === null) {
      return;
    }
    switch (frame.type) {
      case "ok":
      case "welcome":
        this.#requests.answer(frame);
        return;
      case "error":
        this.#requests.refuse(frame as unknown as ErrorFrame);
        return;
      case "ping":
        this.#requests.tell({ type: "pong", n: frame.n });
        return;
      case "pong":
        return;
      default:
        this.#push(frame as unknown as Push);
    }
  }

  #push(push: Push): void {
    if (push.type === "bye") {
      this.#afterMs = push.after_ms ?? 0;
    } else if (push.type === "auth.expiring") {
      void this.#renew();
    } else {
      this.#ears.pushed(push);
    }
  }

  async #renew(): Promise<void> {
    const round = this.#round;
    try {
      const token = await this.#options.token(true);
      if (round === this.#round) {
        await this.ask("auth", { token });
      }
    } catch {
      // The old token will run out: 4401, and the next hello takes a fresh one.
      this.#freshToken = true;
    }
  }

  /** Give a socket up that may never tell us that it is closed. */
  #drop(code: number): void {
    const socket = this.#socket;
    if (socket !== null) {
      silence(socket);
      socket.close();
      this.#fall(code);
    }
  }

  #fall(code: number): void {
    const wasLive = this.live;
    if (this.#socket !== null) {
      silence(this.#socket);
      this.#socket = null;
    }
    this.#clearTimers();
    if (wasLive && Date.now() - this.#liveSince >= GOOD_MS) {
      this.#attempt = 0;
    }
    const what = verdict(code);
    if (what === "new-token") {
      this.#freshToken = true;
      this.#tokensRefused += 1;
    }
    if (what === "barred" || what === "replaced") {
      this.#stop(what);
    } else if (this.#tokensRefused >= TOKENS_REFUSED_IN_A_ROW) {
      this.#stop("signed-out");
    } else {
      this.#wait(code, wasLive);
    }
    this.#requests.lose(new Unanswered("connection lost"));
    if (wasLive) {
      this.#ears.fell();
    }
  }

  #wait(code: number, wasLive: boolean): void {
    const fall = { code, attempt: this.#attempt, wasLive, afterMs: this.#afterMs };
    const pause = pauseBefore(fall, this.#retry, this.#options.random);
    this.#afterMs = 0;
    this.#attempt += 1;
    this.state.set({ status: "waiting", attempt: this.#attempt, until: Date.now() + pause });
    this.#after(pause, () => void this.#connect());
  }

  #stop(why: "signed-out" | "barred" | "replaced" | "closed"): void {
    const wasLive = this.live;
    this.#round += 1;
    this.#clearTimers();
    if (this.#socket !== null) {
      silence(this.#socket);
      this.#socket.close(1000);
      this.#socket = null;
    }
    this.state.set({ status: "stopped", why });
    this.#requests.lose(new Unanswered("stopped"));
    if (wasLive) {
      this.#ears.fell();
    }
  }

  #after(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
  }

  #clearTimers(): void {
    for (const timer of this.#timers) {
      clearTimeout(timer);
    }
    this.#timers.clear();
  }
}

function silence(socket: Socket): void {
  socket.onopen = null;
  socket.onmessage = null;
  socket.onclose = null;
}

function parse(text: string): Frame | null {
  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === "object" && frame !== null && "type" in frame ? (frame as Frame) : null;
  } catch {
    return null;
  }
}
