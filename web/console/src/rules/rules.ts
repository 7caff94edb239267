/** What do the placement rules say, and what is new in a version? */

import { diffLines } from "diff";
import type { Http } from "../http.ts";

export interface Rules {
  version: number;
  text_ru: string;
  text_en: string;
  /** Since when they hold; null: they are built in. */
  at: string | null;
}

export const TEXT_MAX = 50_000;

export interface Line {
  how: "same" | "new" | "gone";
  text: string;
}

/** Two texts so unlike that it takes more steps than this are shown one below the other. */
const STEPS_MAX = 600;

/** Line by line, what was gone stands before what came in its place. */
export function changesIn(before: string, after: string): Line[] {
  const options = { maxEditLength: STEPS_MAX, stripTrailingCr: true };
  const parts = diffLines(ended(before), ended(after), options) ?? [
    { removed: true, added: false, value: before },
    { removed: false, added: true, value: after },
  ];
  return parts.map(({ added, removed, value }) => ({
    how: added ? "new" : removed ? "gone" : "same",
    text: value.replace(/\n$/, ""),
  }));
}

/** A last line is the same, whether or not another follows. */
function ended(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}

export function readRules(http: Http, version?: number): Promise<Rules> {
  return http.get<Rules>("placement-rules", { version });
}

export function textFor(
  { text_ru, text_en }: Pick<Rules, "text_ru" | "text_en">,
  language: string,
) {
  return language === "ru" ? text_ru : text_en;
}
