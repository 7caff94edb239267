/** Where in a text do addresses stand that can be opened? */

export interface Piece {
  text: string;
  /** Absent for words that lead nowhere. */
  href?: string;
}

/** Pages alone: whatever else may begin an address is left to be read. */
const ADDRESS = /https?:\/\/[^\s<>"«»]+/giu;
/** What ends the sentence, not the address. */
const BEHIND = /[.,;:!?…'*]/;
const OPENED_BY: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** Takes a text apart; put together again the pieces are the text. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = trimmed(found);
    if (URL.canParse(address)) {
      pieces.push({ text: text.slice(end, index) }, { text: address, href: address });
      end = index + address.length;
    }
  }
  return [...pieces, { text: text.slice(end) }].filter((piece) => piece.text !== "");
}

/** A bracket belongs to the address only if it was opened there: Wikipedia has such ones. */
function trimmed(found: string): string {
  // Counted once: whoever writes four thousand brackets must not make each count the others.
  const stray: Record<string, number> = {};
  for (const [closer, opener] of Object.entries(OPENED_BY)) {
    stray[closer] = found.split(closer).length - found.split(opener).length;
  }
  let end = found.length;
  for (; end > 0; end -= 1) {
    const last = found[end - 1] as string;
    const spare = stray[last];
    if (spare === undefined ? !BEHIND.test(last) : spare <= 0) {
      break;
    }
    if (spare !== undefined) {
      stray[last] = spare - 1;
    }
  }
  return found.slice(0, end);
}
