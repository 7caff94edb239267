/** What do we know of the notes in a chat after each frame? Pure: notes and a frame in, notes out. */

import type { Note } from "./frames.ts";
import type { Log } from "./log.ts";

export interface Notes {
  /** By number; with holes below `floor`. */
  readonly held: ReadonlyMap<number, Note>;
  /** From here on all are held; null: none was asked for yet. */
  readonly floor: number | null;
  /** Up to which change all is known, and up to which we have heard that there is something. */
  readonly upto: number;
  readonly heard: number;
}

interface Page {
  notes: readonly Note[];
  change: number;
  more: boolean;
}

/** What is missing, as the request `notes` asks for it. */
export type Missing = { before?: number } | { since: number };

export const NO_NOTES: Notes = { held: new Map(), floor: null, upto: 0, heard: 0 };

/** The chat says how many changes there were. */
function heardOf(notes: Notes, changes: number): Notes {
  return changes > notes.heard ? { ...notes, heard: changes } : notes;
}

/** A watch begins: every later change is pushed, and where there was none all is known already. */
export function begun(notes: Notes, changes: number): Notes {
  return changes === 0 && notes.floor === null ? { ...notes, floor: 0 } : heardOf(notes, changes);
}

export function pushed(notes: Notes, note: Note): Notes {
  const { change } = note;
  const upto = notes.floor !== null && change === notes.upto + 1 ? change : notes.upto;
  return { ...heardOf(notes, change), held: merged(notes, [note]), upto };
}

/** A page that was asked for arrived. */
export function answered(notes: Notes, asked: Missing, page: Page): Notes {
  const held = merged(notes, page.notes);
  if ("since" in asked) {
    return { ...heardOf(notes, page.change), held, upto: Math.max(notes.upto, page.change) };
  }
  const floor = page.more ? (page.notes[0]?.n ?? 0) : 0;
  if (asked.before !== undefined) {
    return { ...notes, held, floor };
  }
  return { ...heardOf(notes, page.change), held, floor, upto: page.change };
}

/** What is to be asked for next, so that all stands that belongs between the events of the log. */
export function missing(notes: Notes, log: Log): Missing | null {
  if (notes.heard === 0) {
    return null;
  }
  if (notes.floor === null) {
    return {};
  }
  if (notes.heard > notes.upto) {
    return { since: notes.upto };
  }
  const oldest = notes.held.get(notes.floor);
  return oldest !== undefined && oldest.after >= begins(log) ? { before: notes.floor } : null;
}

/** Those that stand between the events of the log, in the order of writing. */
export function standing(notes: Notes, log: Log): Note[] {
  const { floor } = notes;
  if (floor === null) {
    return [];
  }
  const from = begins(log);
  return [...notes.held.values()]
    .filter((note) => note.n >= floor && note.after >= from)
    .sort((one, other) => one.n - other.n);
}

/** The event before the first that is loaded. */
function begins(log: Log): number {
  return log.more ? (log.events[0]?.seq ?? log.last + 1) - 1 : 0;
}

/** Of two of one number the later change holds: an answer may be older than a push. */
function merged(notes: Notes, found: readonly Note[]): ReadonlyMap<number, Note> {
  const held = new Map(notes.held);
  for (const note of found) {
    if ((held.get(note.n)?.change ?? 0) < note.change) {
      held.set(note.n, note);
    }
  }
  return held;
}
