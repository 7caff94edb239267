/** Which of the chats that a search found were found by what was said, or noted, in them? */

export interface Hit {
  field: "name" | "phone" | "number" | "text" | "note";
  parts: { text: string; hit: boolean }[];
  /** Of a note the event behind which it stands. */
  seq: number | null;
}

export interface FoundChat {
  id: string;
  number: number;
  client: { name: string };
  updated_at: string;
  hits: Hit[];
}

/** Shorter ones are in half of all messages. */
const LEAST = 3;

/** Whether it is worth looking for in messages: words, and not a number or a phone. */
export function isSearch(q: string): boolean {
  const typed = q.trim();
  return [...typed].length >= LEAST && /\p{L}/u.test(typed);
}

/** Those that were found by a text or a note, with these hits alone. */
export function saidIn(found: readonly FoundChat[]): readonly FoundChat[] {
  const said = ({ field }: Hit) => field === "text" || field === "note";
  return found
    .map((chat) => ({ ...chat, hits: chat.hits.filter(said) }))
    .filter(({ hits }) => hits.length > 0);
}
