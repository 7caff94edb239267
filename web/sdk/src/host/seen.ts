/** What does a host tell the server of the page that it shows? How long it took, and what failed. */

import type { ErrorCode } from "../api.ts";

/** What fails soon after each other is told at once. */
const GATHER_MS = 2000;
/** Whatever took longer was left alone meanwhile, by its client or by a sleeping device. */
const LONGEST_MS = 600_000;

export interface SeenNow {
  load_ms?: number;
  errors?: ErrorCode[];
}

/** Each code once a launch, as the server counts them; whether it could be told is nobody's worry. */
export class Seen {
  readonly #tell: (seen: SeenNow) => Promise<unknown>;
  #begun = 0;
  #ready = false;
  #load: number | null = null;
  #known = new Set<ErrorCode>();
  #untold: ErrorCode[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(tell: (seen: SeenNow) => Promise<unknown>) {
    this.#tell = tell;
  }

  /**
   * A launch begins, and asks for its page, or goes on with the one of the launch before. Of that
   * one nothing can be told any more.
   */
  begin(loads: boolean): void {
    this.#begun = performance.now();
    this.#ready = !loads;
    this.#known = new Set();
    this.#untold = [];
  }

  ready(): void {
    const took = Math.round(performance.now() - this.#begun);
    if (!this.#ready && took <= LONGEST_MS) {
      this.#load = took;
      this.flush();
    }
    this.#ready = true;
  }

  failed(code: ErrorCode): void {
    if (this.#known.has(code)) {
      return;
    }
    this.#known.add(code);
    this.#untold.push(code);
    this.#timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  /** Tell at once what is not told yet. */
  flush(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
    const load = this.#load;
    const errors = this.#untold;
    if (load === null && errors.length === 0) {
      return;
    }
    this.#load = null;
    this.#untold = [];
    const seen = { ...(load === null ? {} : { load_ms: load }), errors };
    this.#tell(seen).catch(() => undefined);
  }
}
