/** What is a bot, and how is its document changed piece by piece? (requirements A14 and A15) */

import type { Mistake } from "../http.ts";

export interface Rule {
  department: string | null;
  staff: string[];
  objects: string[];
}

export interface Tag {
  /** Empty: a new one. */
  id: string;
  text: string;
  autoreply: string;
  rules: Rule[];
}

export interface BotDocument {
  on: boolean;
  greeter: string | null;
  greeting: string;
  prompt: string;
  tags: Tag[];
  solved: string;
  no_answer: string;
  restart_minutes: number;
}

export interface Bot extends BotDocument {
  chat_on: boolean;
  faults: Mistake[];
}

export const TEXT_MAX = 255;
export const TAG_MAX = 30;
export const TAGS_MAX = 10;
export const RESTART = { least: 1, most: 10_080 } as const;

export const NEW_RULE: Rule = { department: null, staff: [], objects: [] };
export const NEW_TAG: Tag = { id: "", text: "", autoreply: "", rules: [] };

/** What is sent: the server's own fields stay behind, and a new tag has no id yet. */
export function documentOf({ chat_on: _on, faults: _faults, ...bot }: Bot): object {
  const tags = bot.tags.map(({ id, ...tag }) => (id === "" ? tag : { id, ...tag }));
  return { ...bot, tags };
}

export function replaced<T>(list: readonly T[], at: number, one: T): T[] {
  return list.map((before, index) => (index === at ? one : before));
}

export function without<T>(list: readonly T[], at: number): T[] {
  return list.filter((_, index) => index !== at);
}

/** One place up or down; the ends are the ends. The first rule that fits holds, so order matters. */
export function shifted<T>(list: readonly T[], at: number, by: number): T[] {
  const one = list[at];
  const others = without(list, at);
  const to = Math.max(0, Math.min(others.length, at + by));
  return one === undefined ? [...list] : [...others.slice(0, to), one, ...others.slice(to)];
}
