/** How is an earlier message quoted? In front of the answer, a line of it behind each `>`. */

export interface Quoted {
  quote: string;
  text: string;
}

/** A quotation is a reminder, not a copy. */
const MOST = 200;

export function quoting(said: string, answer: string): string {
  const points = [...quotedOf(said).text.trim()];
  const short = points.length > MOST ? `${points.slice(0, MOST).join("")}…` : points.join("");
  const lines = short.split("\n").filter((line) => line.trim() !== "");
  return [...lines.map((line) => `> ${line}`), answer].join("\n");
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
