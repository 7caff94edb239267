/** What becomes of a half-filled form when somebody else has saved the same card meanwhile? */

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The fields in which two versions differ. */
export function differing<D extends object>(a: D, b: D): (keyof D)[] {
  return (Object.keys(a) as (keyof D)[]).filter((field) => !same(a[field], b[field]));
}

/** What is to be sent: only what was changed, so that nothing else is overwritten. */
export function changesOf<D extends object>(base: D, draft: D): Partial<D> {
  const changed: Partial<D> = {};
  for (const field of differing(base, draft)) {
    changed[field] = draft[field];
  }
  return changed;
}

export interface Rebased<D> {
  /** What was typed, on top of what stands there now. */
  draft: D;
  /** What they have changed, in any field. */
  theirs: (keyof D)[];
  /** What both have changed, and differently. */
  disputed: (keyof D)[];
}

export function rebased<D extends object>(base: D, draft: D, fresh: D): Rebased<D> {
  const theirs = differing(base, fresh);
  const ours = differing(base, draft);
  return {
    draft: { ...fresh, ...changesOf(base, draft) },
    theirs,
    disputed: ours.filter((field) => theirs.includes(field) && !same(draft[field], fresh[field])),
  };
}
