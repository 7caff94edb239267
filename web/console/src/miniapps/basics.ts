/** What are a chat's basic settings? (requirements 117 to 126) */

import type { Mistake } from "../http.ts";

/** Who of those gets a chat who can. */
export const CHOICES = ["random", "least_busy"] as const;
export type Choice = (typeof CHOICES)[number];

export interface Basics {
  public_title: string;
  title: string;
  text: string;
  department: string | null;
  staff: string[];
  choice: Choice;
  skip_away: boolean;
  /** Within how many minutes the responsible has to answer; null: the chat stays theirs. */
  answer_minutes: number | null;
  /** Clients are asked how a dialog was. */
  ask_rating: boolean;
  /** The platform's switch; not ours to change. */
  chat_on: boolean;
  faults: Mistake[];
}

/** What is sent: the server's own fields stay behind. */
export function sentOf({ chat_on: _on, faults: _faults, ...basics }: Basics): object {
  return basics;
}

/** In minutes. */
export const ANSWER = { least: 1, most: 10_080 };
export const PUBLIC_TITLE_MAX = 30;
export const TITLE_MAX = 30;
export const TEXT_MAX = 100;
