/** Which of the employees are looked for? */

import type { Employee } from "./api.ts";
import { type Standing, standingOf } from "./person.ts";

export interface Narrowing {
  q: string;
  role: string | null;
  department: string | null;
  standing: Standing | null;
}

export const EVERYBODY: Narrowing = { q: "", role: null, department: null, standing: null };

/** Case and the dots of ё make no difference. */
function folded(text: string): string {
  return text.toLowerCase().replaceAll("ё", "е");
}

/** By name, who is gone last. Every word has to stand somewhere in the name or the address. */
export function narrowed(people: readonly Employee[], by: Narrowing, language: string): Employee[] {
  const words = folded(by.q).split(/\s+/).filter(Boolean);
  const order = new Intl.Collator(language);
  return people
    .filter((one) => by.role === null || one.role.id === by.role)
    .filter((one) => by.department === null || one.department?.id === by.department)
    .filter((one) => by.standing === null || standingOf(one) === by.standing)
    .filter((one) => {
      const text = folded(`${one.name} ${one.email}`);
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => Number(b.active) - Number(a.active) || order.compare(a.name, b.name));
}
