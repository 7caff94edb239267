/** With which words is a refused request told, and which mistake belongs to which field? */

import { notify, sentence, tellFailure } from "@chatserver/ui";
import i18next from "i18next";
import { isAway, type Mistake, Problem, Unreachable } from "./http.ts";

/** How the server tells how long a text may be. */
const RANGE = /^has (\d+) to (\d+) characters$/;

/** A mistake in the reader's language; what has no words here has the server's. */
export function mistakeText({ code, message }: Pick<Mistake, "code" | "message">): string {
  const range = code === "length" ? RANGE.exec(message) : null;
  if (range !== null) {
    return i18next.t("mistake.range", { least: range[1], count: Number(range[2]) });
  }
  const name = `mistake.${code}`;
  const known: boolean = i18next.exists(name);
  return known ? i18next.t(name) : message;
}

/** What a problem says as a whole. */
export function problemText(error: unknown): string {
  if (error instanceof Unreachable) {
    return i18next.t("problem.unreachable");
  }
  if (!(error instanceof Problem)) {
    return sentence("other");
  }
  const lacks = lackingText(error);
  if (lacks !== "") {
    return lacks;
  }
  const name = `problem.${error.code}`;
  const known: boolean = i18next.exists(name);
  if (known) {
    return i18next.t(name);
  }
  // What stands before the server has no words for people.
  return error.code === "other" ? sentence(isAway(error) ? "unavailable" : "other") : error.message;
}

/** What a mini-app lacks for the step that was refused; "": the problem does not say. */
function lackingText({ body }: Problem): string {
  const { why, missing } = body;
  const lacks = Array.isArray(missing) && missing.length > 0 ? missing : [why];
  return lacks
    .map((one) => `lacks.${one}`)
    .filter((name) => i18next.exists(name))
    .map((name) => i18next.t(name))
    .join(" ");
}

/** Tell in passing what did not work. */
export function tellProblem(error: unknown): void {
  if (!(error instanceof Problem || error instanceof Unreachable)) {
    tellFailure(error);
    return;
  }
  const mistakes = error instanceof Problem ? error.mistakes : [];
  notify({
    color: "orange",
    title: problemText(error),
    message: mistakes.map(mistakeText).join(" "),
    autoClose: 8000,
  });
}

export function tellDone(message: string): void {
  notify({ color: "sea", message, autoClose: 3000 });
}

/** The mistakes of one form, each to be shown at its field. */
export class Mistakes {
  static readonly none = new Mistakes([]);
  readonly #mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    this.#mistakes = mistakes;
  }

  static of(error: unknown): Mistakes {
    return error instanceof Problem ? new Mistakes(error.mistakes) : Mistakes.none;
  }

  get length(): number {
    return this.#mistakes.length;
  }

  /** What is wrong at this pointer; with what lies below it, if asked for. Null: nothing. */
  at(pointer: string, below = false): string | null {
    const found = this.#mistakes.filter(
      (one) => one.pointer === pointer || (below && one.pointer.startsWith(`${pointer}/`)),
    );
    return found.length === 0 ? null : [...new Set(found.map(mistakeText))].join(" ");
  }

  /** Whether this is what is wrong there. */
  has(pointer: string, code: string): boolean {
    return this.#mistakes.some((one) => one.pointer === pointer && one.code === code);
  }

  under(pointer: string): boolean {
    return this.at(pointer, true) !== null;
  }
}
