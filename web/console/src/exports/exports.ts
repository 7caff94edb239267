/** How does what the list shows become a workbook on somebody's disk, and how far is it? */

import { Signal } from "@chatserver/protocol";
import { remember, remembered } from "@chatserver/ui";
import { download } from "../card/download.ts";
import { type Http, Problem, Unreachable } from "../http.ts";

/** What went wrong, so that the next step can be told: `busy` wait, `lost` look at the line. */
export type Fault = "busy" | "lost" | "gone" | "other";

/** Where a table stands. `percent` grows while it is being written. */
export type Standing =
  | { stage: "waiting" | "writing" | "saving"; percent: number }
  | { stage: "failed"; fault: Fault };

interface Export {
  state: "waiting" | "running" | "done" | "failed";
  percent: number;
}

const PATH = "chats/exports";
const LOOK_MS = 400;
/** So long a line that is cut, or a server that starts anew, is waited for. */
const PATIENCE_MS = 60_000;

/** What the next page needs to know when this one is left with a table on its way. */
interface Going {
  id: string;
  query: string;
}

/**
 * One table at a time on this screen. The server writes it, whatever becomes of the line meanwhile;
 * so it does not matter either where in the console somebody goes, or whether the page is reloaded.
 */
export class Exports {
  /** Null: there is none. */
  readonly standing = new Signal<Standing | null>(null);
  readonly #http: Http;
  readonly #name: string;
  readonly #save: (blob: Blob, name: string) => void;
  #query = "";
  #going: AbortController | null = null;

  constructor(staff: string, http: Http, save: (blob: Blob, name: string) => void = download) {
    this.#name = `console/export/${staff}`;
    this.#http = http;
    this.#save = save;
  }

  /** Have these chats written and saved under this name; whether they were. */
  async start(query: URLSearchParams | string): Promise<boolean> {
    return await this.#follow(String(query), null);
  }

  /** Go on with what the page before this one had asked for; whether it came to an end. */
  async resume(): Promise<boolean> {
    const { id, query } = goingFrom(remembered(this.#name, "session"));
    return id !== null && (await this.#follow(query, id));
  }

  /** Try the same once more. */
  async again(): Promise<boolean> {
    return await this.start(this.#query);
  }

  /** Give up what is on its way, or take note of what failed. */
  stop(): void {
    this.#going?.abort();
    this.standing.set(null);
  }

  async #follow(query: string, begun: string | null): Promise<boolean> {
    if (this.#going !== null) {
      return false;
    }
    const going = new AbortController();
    this.#going = going;
    this.#query = query;
    this.standing.set({ stage: "waiting", percent: 0 });
    let id = begun;
    try {
      id ??= (await this.#http.post<Going>(`${PATH}?${query}`)).id;
      remember(this.#name, JSON.stringify({ id, query }), "session");
      await this.#written(id, going.signal);
      this.standing.set({ stage: "saving", percent: 100 });
      const file = await this.#http.response(`${PATH}/${id}/file`, { signal: going.signal });
      const blob = await file.blob();
      going.signal.throwIfAborted();
      this.#save(blob, named(file));
      this.standing.set(null);
      return true;
    } catch (error) {
      this.standing.set(going.signal.aborted ? null : { stage: "failed", fault: faultOf(error) });
      return false;
    } finally {
      this.#going = null;
      remember(this.#name, null, "session");
      if (id !== null) {
        // What is not removed goes by itself within the hour.
        void this.#http.delete(`${PATH}/${id}`).catch(() => undefined);
      }
    }
  }

  /** Wait until it is written; throws when it never will be. */
  async #written(id: string, signal: AbortSignal): Promise<void> {
    let silent = 0;
    for (;;) {
      await pause(LOOK_MS, signal);
      let found: Export;
      try {
        found = await this.#http.get<Export>(`${PATH}/${id}`);
        silent = 0;
      } catch (error) {
        silent += LOOK_MS;
        if (!isLost(error) || silent > PATIENCE_MS) {
          throw error;
        }
        continue;
      }
      signal.throwIfAborted();
      if (found.state === "done") {
        return;
      }
      if (found.state === "failed") {
        throw new Error("the server could not write it");
      }
      const stage = found.state === "waiting" ? "waiting" : "writing";
      this.standing.set({ stage, percent: found.percent });
    }
  }
}

function goingFrom(kept: string | null): Going | { id: null; query: string } {
  try {
    const found = JSON.parse(kept ?? "") as Partial<Going>;
    if (typeof found.id === "string" && typeof found.query === "string") {
      return { id: found.id, query: found.query };
    }
  } catch {
    // Nothing was on its way.
  }
  return { id: null, query: "" };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

/** No answer at all, or one that says: later. */
function isLost(error: unknown): boolean {
  return error instanceof Problem ? error.status >= 500 : error instanceof Unreachable;
}

function faultOf(error: unknown): Fault {
  if (error instanceof Problem && error.status < 500) {
    return (
      ({ rate_limited: "busy", not_found: "gone" }[error.code] as Fault | undefined) ?? "other"
    );
  }
  return isLost(error) ? "lost" : "other";
}

/** What the server calls it. */
function named(file: Response): string {
  const said = file.headers.get("Content-Disposition") ?? "";
  return /filename="([^"]+)"/.exec(said)?.[1] ?? "chats.xlsx";
}
