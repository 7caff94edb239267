/** How is a card of a list filled in and saved, whatever it is a card of? */

import i18next from "i18next";
import { type Card, type Mistake, Problem } from "../http.ts";
import { tellDone } from "../trouble.ts";
import type { Cards } from "./cards.ts";
import { type Editing, useEditing } from "./useEditing.ts";

interface CardPlan<T, D extends object> {
  /** Null: one is to be added. */
  card: Card<T> | null;
  cards: Cards<T>;
  blank: D;
  draftOf(body: T): D;
  /** What can be told without the server. */
  check(draft: D, fresh: boolean): Mistake[];
  /** What is sent of a draft, or of what was changed in it, where that is not the fields themselves. */
  bodyOf?(changed: Partial<D>): object;
  /** Where a refusal belongs that names no field. */
  mistakesIn?(error: unknown): readonly Mistake[];
  /** What is told in place of the bare word that it is saved. */
  told?(saved: Card<T>): void;
  done(saved: Card<T>): void;
}

export function useCardEditing<T extends { id: string }, D extends object>(
  plan: CardPlan<T, D>,
): Editing<D> {
  const { card, cards, blank, draftOf, check, bodyOf = same, mistakesIn = named } = plan;
  const id = card?.body.id ?? null;
  return useEditing<T, D>({
    card,
    blank,
    draftOf,
    check: (draft) => check(draft, id === null),
    read: () => cards.read(id ?? ""),
    send: (changed, etag) =>
      id === null ? cards.add(bodyOf(changed)) : cards.change(id, bodyOf(changed), etag),
    mistakesIn,
    saved: (saved) => {
      if (plan.told === undefined) {
        tellDone(i18next.t("saved"));
      } else {
        plan.told(saved);
      }
      plan.done(saved);
    },
  });
}

function same(changed: object): object {
  return changed;
}

function named(error: unknown): readonly Mistake[] {
  return error instanceof Problem ? error.mistakes : [];
}
