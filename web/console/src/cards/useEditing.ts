/** How is a card changed on the screen, saved, and kept when somebody else was faster? */

import { useState } from "react";
import { flushSync } from "react-dom";
import { type Card, type Mistake, Problem } from "../http.ts";
import { Mistakes, tellProblem } from "../trouble.ts";
import { changesOf, differing, type Rebased, rebased } from "./merging.ts";

interface Plan<T, D extends object> {
  /** Null: it is to be added. */
  card: Card<T> | null;
  blank: D;
  draftOf(body: T): D;
  check(draft: D): Mistake[];
  /** The card as it stands now. */
  read(): Promise<Card<T>>;
  /** All of it, or what was changed. */
  send(body: Partial<D>, etag: string | undefined): Promise<Card<T>>;
  mistakesIn(error: unknown): readonly Mistake[];
  saved(card: Card<T>): void;
}

export interface Editing<D> {
  draft: D;
  set(change: Partial<D>): void;
  changed: boolean;
  /** There is nothing to be saved yet. */
  idle: boolean;
  mistakes: Mistakes;
  /** Somebody else has saved: what they have changed. Null: nobody has. */
  met: Omit<Rebased<D>, "draft"> | null;
  /** What stands there now. */
  base: D;
  busy: boolean;
  save(): Promise<void>;
  /** Take what stands there now in place of what was typed. */
  yield(): void;
}

export function useEditing<T, D extends object>(plan: Plan<T, D>): Editing<D> {
  const { card, blank, draftOf } = plan;
  const [etag, setEtag] = useState(card?.etag);
  const [base, setBase] = useState<D>(() => (card === null ? blank : draftOf(card.body)));
  const [draft, setDraft] = useState(base);
  const [mistakes, setMistakes] = useState(Mistakes.none);
  const [met, setMet] = useState<Editing<D>["met"]>(null);
  const [busy, setBusy] = useState(false);

  const refused = async (error: unknown) => {
    if (isStale(error)) {
      const now = await plan.read();
      const fresh = draftOf(now.body);
      const { draft: kept, ...found } = rebased(base, draft, fresh);
      setEtag(now.etag);
      setBase(fresh);
      setDraft(kept);
      setMet(found);
      return;
    }
    const found = plan.mistakesIn(error);
    setMistakes(new Mistakes(found));
    if (found.length === 0) {
      tellProblem(error);
    }
  };

  const changed = differing(base, draft).length > 0;
  /** What nobody sees here may have changed meanwhile, such as a secret: that is no dispute. */
  const send = async () => {
    const body = card === null ? draft : changesOf(base, draft);
    try {
      return await plan.send(body, etag);
    } catch (error) {
      const now = isStale(error) ? await plan.read() : null;
      if (now === null || differing(base, draftOf(now.body)).length > 0) {
        throw error;
      }
      return await plan.send(body, now.etag);
    }
  };

  return {
    draft,
    base,
    set: (change) => setDraft((before) => ({ ...before, ...change })),
    changed,
    idle: card !== null && !changed,
    mistakes,
    met,
    busy,
    save: async () => {
      const own = plan.check(draft);
      setMistakes(new Mistakes(own));
      if (own.length > 0) {
        return;
      }
      setBusy(true);
      setMet(null);
      try {
        const saved = await send();
        // Nothing is unsaved any more: who is led elsewhere now is not asked.
        flushSync(() => setBase(draft));
        plan.saved(saved);
      } catch (error) {
        await refused(error).catch(tellProblem);
      } finally {
        setBusy(false);
      }
    },
    yield: () => {
      setDraft(base);
      setMet(null);
      setMistakes(Mistakes.none);
    },
  };
}

function isStale(error: unknown): boolean {
  return error instanceof Problem && error.status === 412;
}
