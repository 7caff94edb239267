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
  let address = found;
  while (address !== "") {
    const last = address.slice(-1);
    const opener = OPENED_BY[last];
    const strays =
      opener === undefined
        ? BEHIND.test(last)
        : address.split(last).length > address.split(opener).length;
    if (!strays) {
      return address;
    }
    address = address.slice(0, -1);
  }
  return address;
}
