/** What becomes of a text that was written before it was known to whom? */

import type { Chat } from "@chatserver/protocol";

/** The words that may stand in braces; the server takes no others. */
export const PLACEHOLDERS = [
  "client_name",
  "address",
  "place",
  "number",
  "product",
  "staff_name",
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

export type Known = Readonly<Partial<Record<Placeholder, string>>>;

/** What is known of this chat. `title` is the product's name for clients: its own stays with staff (D18). */
export function knownOf(chat: Chat, staff: string, title: string | undefined): Known {
  return {
    client_name: chat.client.name,
    number: String(chat.number),
    staff_name: staff,
    ...(title === undefined ? {} : { product: title }),
    ...(chat.place === undefined
      ? {}
      : { place: chat.place.name, address: chat.place.address || chat.place.name }),
  };
}

/** Put in what is known; a word that stands for nothing here stays, so that it is seen. */
export function filled(text: string, known: Known): string {
  return text.replace(/\{([a-z_]+)\}/g, (whole, word: string) =>
    Object.hasOwn(known, word) ? (known[word as Placeholder] ?? whole) : whole,
  );
}

/** What was typed behind the stroke; null where it is no search for a reply. */
export function searched(text: string): string | null {
  const found = /^\/([^\n]{0,60})$/.exec(text);
  return found === null ? null : (found[1] ?? "");
}

/** Replies whose title or text has each of the words, those with them in the title first. */
export function matching<Reply extends { title: string; text: string }>(
  replies: readonly Reply[],
  typed: string,
): readonly Reply[] {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  const has = (text: string) => words.every((word) => folded(text).includes(word));
  const titled = replies.filter(({ title }) => has(title));
  const worded = replies.filter(
    (reply) => !titled.includes(reply) && has(`${reply.title} ${reply.text}`),
  );
  return [...titled, ...worded];
}

function folded(text: string): string {
  return text.toLowerCase().replaceAll("ё", "е");
}
