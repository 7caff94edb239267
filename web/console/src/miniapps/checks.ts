/** Which mistakes of a mini-app's card can be told before it is sent? (requirements 48 and 50) */

export type Check = "required" | "length.name" | "length.description" | "characters" | null;

export function checkName(name: string): Check {
  return check(name, 128, "length.name");
}

export function checkDescription(description: string): Check {
  return check(description, 500, "length.description");
}

/** Letters of any script with their accents, digits, hyphens, spaces. */
const ALLOWED = /^[\p{L}\p{Mn}\p{Mc}\p{Nd} \u2010\u2011-]*$/u;
const LEAST = 5;

function check(text: string, most: number, length: Exclude<Check, null>): Check {
  const trimmed = text.trim();
  const count = [...trimmed].length;
  if (count === 0) {
    return "required";
  }
  if (!ALLOWED.test(trimmed)) {
    return "characters";
  }
  return count < LEAST || count > most ? length : null;
}
