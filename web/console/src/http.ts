/** How does the console ask over HTTP, and in which shape does it hear a no? */

import i18next from "i18next";
import type { Session } from "./session.ts";

/** One mistake of a request: where it is (RFC 6901), and what it is. */
export interface Mistake {
  pointer: string;
  code: string;
  message: string;
}

/** The server said no (RFC 9457). `title` is in the reader's language. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly mistakes: readonly Mistake[];
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Record<string, unknown>) {
    super(typeof body.title === "string" ? body.title : `HTTP ${status}`);
    this.status = status;
    this.code = typeof body.code === "string" ? body.code : "other";
    this.mistakes = Array.isArray(body.errors) ? (body.errors as Mistake[]) : [];
    this.body = body;
  }
}

/** Nobody answered: the network is down, or the server is. */
export class Unreachable extends Error {}

/** Whoever answers so is not the server, but stands before it. */
const AWAY = [502, 503, 504];

/** Whether the same may succeed as soon as the server is there again. */
export function isAway(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof Problem && AWAY.includes(error.status));
}

export interface Ask {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON, but for a Blob or a form, which are sent as they are. */
  body?: unknown;
  etag?: string | undefined;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** An answer with the version that it was given at, for `If-Match`. */
export interface Card<T> {
  body: T;
  etag: string | undefined;
}

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** What is empty is not asked about; a list is asked about by each of its values. */
export type Query = Readonly<
  Record<string, string | number | boolean | readonly string[] | null | undefined>
>;

/** For so long what was pressed once more is the same to the server. */
const LOST_MS = 10 * 60_000;
/** Whoever answers so does not know what became of it. */
const UNCERTAIN = [500, ...AWAY];

interface Mark {
  key: string;
  since: number;
}

export class Http {
  readonly #session: Session;
  /** Of what was posted, and nobody knows whether it arrived: under which key, and since when. */
  readonly #lost = new Map<string, Mark>();

  constructor(session: Session) {
    this.#session = session;
  }

  async get<T>(path: string, query: Query = {}): Promise<T> {
    return (await this.card<T>(path + search(query))).body;
  }

  async post<T>(path: string, body?: unknown): Promise<T> {
    return (await this.card<T>(path, { method: "POST", body })).body;
  }

  async delete(path: string): Promise<void> {
    await this.card(path, { method: "DELETE" });
  }

  /** Ask, and keep the answer's version. */
  async card<T>(path: string, ask: Ask = {}): Promise<Card<T>> {
    const response = await this.response(path, ask);
    const etag = response.headers.get("ETag") ?? undefined;
    const body = response.status === 204 ? null : await response.json();
    return { body: body as T, etag };
  }

  /** Every page of a list, up to a bound that no screen can use more of. */
  async all<T>(path: string, query: Query = {}, most = 2000): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<T> = await this.get(path, { limit: 200, ...query, cursor });
      items.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor !== null && items.length < most);
    return items;
  }

  /** The bare answer, once it is a good one. */
  async response(path: string, ask: Ask = {}): Promise<Response> {
    const response = await this.#once(path, ask, async (keyed) => {
      const first = await this.#send(path, keyed, false);
      return first.status === 401 ? await this.#send(path, keyed, true) : first;
    });
    if (!response.ok) {
      const body = await response.json().catch(() => ({}));
      throw new Problem(response.status, body as Record<string, unknown>);
    }
    return response;
  }

  /** What is posted again after its answer was lost is done once (docs/admin-api.md). */
  async #once(path: string, ask: Ask, send: (keyed: Ask) => Promise<Response>): Promise<Response> {
    if (ask.method !== "POST" || isRaw(ask.body)) {
      return await send(ask);
    }
    const what = `${path} ${JSON.stringify(ask.body)}`;
    const lost = this.#lost.get(what);
    const now = Date.now();
    const mark = lost !== undefined && now - lost.since < LOST_MS ? lost : fresh(now);
    this.#lost.delete(what);
    try {
      const headers = { ...ask.headers, "Idempotency-Key": mark.key };
      const response = await send({ ...ask, headers });
      if (UNCERTAIN.includes(response.status)) {
        this.#lost.set(what, mark);
      }
      return response;
    } catch (error) {
      this.#lost.set(what, mark);
      throw error;
    }
  }

  async #send(path: string, ask: Ask, fresh: boolean): Promise<Response> {
    const raw = isRaw(ask.body);
    const token = await reached(this.#session.token(fresh));
    const asking = fetch(`/api/v1/${path}`, {
      method: ask.method ?? "GET",
      ...(ask.signal === undefined ? {} : { signal: ask.signal }),
      headers: {
        Authorization: `Bearer ${token}`,
        "Accept-Language": i18next.language,
        ...(ask.body === undefined || raw ? {} : { "Content-Type": "application/json" }),
        ...(ask.etag === undefined ? {} : { "If-Match": ask.etag }),
        ...ask.headers,
      },
      ...(ask.body === undefined
        ? {}
        : { body: isRaw(ask.body) ? ask.body : JSON.stringify(ask.body) }),
    });
    return await reached(asking);
  }
}

/** `fetch` says of a request that nobody answered that its type is wrong. */
async function reached<T>(asking: Promise<T>): Promise<T> {
  try {
    return await asking;
  } catch (error) {
    throw error instanceof TypeError ? new Unreachable(error.message) : error;
  }
}

function isRaw(body: unknown): body is Blob | FormData {
  return body instanceof Blob || body instanceof FormData;
}

function fresh(now: number): Mark {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const key = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { key, since: now };
}

export function search(query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) {
      if (one !== undefined && one !== null && one !== "") {
        params.append(name, String(one));
      }
    }
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}
