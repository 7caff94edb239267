/** Who is signed in here, and how does the access token stay fresh without a second sign-in? */

import { type Named, Signal, SignedOut } from "@chatserver/protocol";
import { forgetDrafts, remember, remembered } from "@chatserver/ui";
import { inTurn } from "./turns.ts";

/** Who signed in, as the server tells it; only what the console uses. */
export interface Me {
  id: string;
  name: string;
  email?: string;
  /** Null: an account of the platform. */
  org?: { name: string } | null;
  administrator?: boolean;
  department?: Named | null;
  role?: { name?: string; administrator?: boolean };
  presence?: "available" | "away";
  /** Null: all of them. */
  objects?: string[] | null;
  /** Absent until the server has told them. */
  permissions?: string[];
  /** Nothing is open yet but the way to a second factor. */
  enrols?: boolean;
}

interface Signed {
  access: string;
  refresh: string;
  /** This browser's clock, in milliseconds. */
  until: number;
  me: Me;
  /** What the renewal that is under way is called: should its answer be lost, it is tried again. */
  attempt?: string;
}

interface Answer {
  access_token: string;
  refresh_token: string;
  expires_in: number;
  enrol_totp?: boolean;
  me?: Me;
}

/** `code`: the password is right, and a code of the second factor is needed. */
type Why = "wrong" | "often" | "failed" | "code" | "codeWrong";

/** Why a sign-in did not work. */
export class NotSignedIn extends Error {
  readonly why: Why;

  constructor(why: Why) {
    super(why);
    this.why = why;
  }
}

const STORED = "console/session";
/** One tab at a time renews: reuse of a refresh token ends the sign-in. */
const RENEWING = "console/refresh";
/** Renewed a little early, so that no request meets the end. */
const EARLY_MS = 30_000;

/** A sign-in that lasts over reloads; `where` decides whether other tabs share it. */
export class Session {
  readonly me: Signal<Me | null>;
  readonly #where: "local" | "session";
  #given = "";

  constructor(where: "local" | "session") {
    this.#where = where;
    this.me = new Signal<Me | null>(this.#stored()?.me ?? null);
  }

  async signIn(email: string, password: string, code?: string): Promise<void> {
    await this.#enter("/api/v1/auth/login", { email, password, code });
  }

  /** Get the tokens anew: what they open has changed. */
  async renew(): Promise<void> {
    const signed = this.#stored();
    if (signed !== null) {
      await inTurn(RENEWING, () => this.#renew(signed));
    }
  }

  /** Only under the demo: an employee without a password. */
  async signInAsDemo(staff: string): Promise<void> {
    if (this.#stored()?.me.id !== staff) {
      await this.#enter("/demo/tokens", { staff });
    }
  }

  /** Something about the employee has changed, here or on another device. */
  learn(me: Me): void {
    const signed = this.#stored();
    if (signed !== null && signed.me.id === me.id) {
      this.#store({ ...signed, me });
    }
  }

  async signOut(): Promise<void> {
    const signed = this.#stored();
    this.#store(null);
    if (signed !== null) {
      forgetDrafts(signed.me.id);
      await post("/api/v1/auth/logout", { refresh_token: signed.refresh }, signed.access).catch(
        () => null,
      );
    }
  }

  /** A token that is good now; `fresh`: another than the last one given. */
  async token(fresh: boolean): Promise<string> {
    const signed = this.#stored();
    if (signed === null) {
      throw new SignedOut();
    }
    const good = signed.until - Date.now() > EARLY_MS && !(fresh && signed.access === this.#given);
    this.#given = good ? signed.access : await inTurn(RENEWING, () => this.#renew(signed));
    return this.#given;
  }

  async #enter(path: string, body: object): Promise<void> {
    const response = await post(path, body).catch(() => null);
    if (response === null || response.status >= 500) {
      throw new NotSignedIn("failed");
    }
    if (!response.ok) {
      throw new NotSignedIn(await reason(response));
    }
    this.#store(signedBy((await response.json()) as Answer, null));
  }

  /** The refresh token is good once; whoever comes second takes what the first has stored. */
  async #renew(before: Signed): Promise<string> {
    const signed = this.#stored();
    if (signed?.refresh !== before.refresh) {
      return this.#others();
    }
    const attempt = signed.attempt ?? fresh();
    this.#store({ ...signed, attempt });
    const body = { refresh_token: before.refresh, attempt };
    const response = await post("/api/v1/auth/refresh", body);
    const answer = response.ok ? ((await response.json()) as Answer) : null;
    // Signed out meanwhile, or in anew: what comes of the old token is nothing to anybody.
    if (this.#stored()?.refresh !== before.refresh) {
      return this.#others();
    }
    if (response.status === 401 || response.status === 403) {
      this.#store(null);
      throw new SignedOut();
    }
    if (answer === null) {
      throw new Error(`refresh: ${response.status}`);
    }
    const renewed = signedBy(answer, before.me);
    this.#store(renewed);
    return renewed.access;
  }

  /** What somebody else has stored in place of what we had. */
  #others(): string {
    const signed = this.#stored();
    if (signed === null) {
      throw new SignedOut();
    }
    return signed.access;
  }

  #stored(): Signed | null {
    const text = remembered(STORED, this.#where);
    return text === null ? null : (JSON.parse(text) as Signed);
  }

  #store(signed: Signed | null): void {
    remember(STORED, signed === null ? null : JSON.stringify(signed), this.#where);
    this.me.set(signed?.me ?? null);
  }
}

function fresh(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function signedBy(answer: Answer, before: Me | null): Signed {
  return {
    access: answer.access_token,
    refresh: answer.refresh_token,
    until: Date.now() + answer.expires_in * 1000,
    me: {
      ...(answer.me ?? before ?? { id: "", name: "" }),
      enrols: answer.enrol_totp === true,
    },
  };
}

async function reason(response: Response): Promise<Why> {
  if (response.status === 429) {
    return "often";
  }
  const problem = (await response.json().catch(() => ({}))) as { code?: string };
  if (problem.code === "totp_required") {
    return "code";
  }
  return problem.code === "totp_wrong" ? "codeWrong" : "wrong";
}

function post(path: string, body: object, access?: string): Promise<Response> {
  return fetch(path, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      ...(access === undefined ? {} : { Authorization: `Bearer ${access}` }),
    },
    body: JSON.stringify(body),
  });
}
