/** What does a text quote by itself? Lines in front of it, each behind a `>`, as mails have them. */

export interface Quoted {
  quote: string;
  text: string;
}

/** Take a text apart into what it quotes and what it says. */
export function quotedOf(text: string): Quoted {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("> "));
  if (end <= 0) {
    return { quote: "", text };
  }
  const quote = lines.slice(0, end).map((line) => line.slice(2));
  return { quote: quote.join("\n"), text: lines.slice(end).join("\n") };
}
