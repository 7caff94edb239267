/**
 * How is a whole document changed on the screen and saved at once, or refused as a whole?
 *
 * What comes from the server meanwhile is taken where nothing was begun; over what was begun
 * it is only told.
 */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Card, type Http, type Mistake, Problem } from "../http.ts";
import { useUnsaved } from "../route.ts";
import { Mistakes, problemText, tellDone, tellProblem } from "../trouble.ts";

interface Editing<T> {
  value: T;
  set(change: Partial<T>): void;
  changed: boolean;
  mistakes: Mistakes;
  /** What is wrong with the whole of it. */
  refusal: string | null;
  stale: boolean;
  busy: boolean;
  save(): Promise<void>;
  /** Take what stands there, as far as is known, in place of what was begun. */
  reset(): void;
  /** The same after somebody else has saved; what they saved is fetched, if it is not here yet. */
  yield(): void;
}

export function useDocument<T extends { faults: Mistake[] }>(
  http: Http,
  path: string,
  card: Card<T>,
  { sent, saved }: { sent(value: T): object; saved(): void },
): Editing<T> {
  const { t } = useTranslation();
  const said = (body: T) => JSON.stringify(sent(body));
  /** What the draft began at: the draft is sent over this version, whatever has come since. */
  const [base, setBase] = useState(card);
  const [value, setValue] = useState(card.body);
  const [seen, setSeen] = useState(card);
  const [mistakes, setMistakes] = useState(new Mistakes(card.body.faults));
  const [refusal, setRefusal] = useState<string | null>(null);
  /** The version over which somebody else has saved. */
  const [outrun, setOutrun] = useState<string>();
  /** The draft gives way to what comes next. */
  const [yielding, setYielding] = useState(false);
  const [busy, setBusy] = useState(false);
  const changed = said(value) !== said(base.body);
  useUnsaved(changed);
  const take = (next: Card<T>) => {
    setBase(next);
    setValue(next.body);
    setMistakes(new Mistakes(next.body.faults));
    setRefusal(null);
    setOutrun(undefined);
    setYielding(false);
  };
  if (card !== seen && !busy) {
    setSeen(card);
    if (!changed) {
      take(card);
    } else if (said(card.body) === said(base.body)) {
      // Another document of the same version was saved: ours goes on over the new one.
      setBase(card);
      setYielding(false);
      setOutrun(undefined);
    } else if (yielding) {
      take(card);
    } else {
      setOutrun(base.etag);
    }
  }
  const refused = (error: unknown) => {
    const found = Mistakes.of(error);
    setMistakes(found);
    if (error instanceof Problem && error.code === "precondition_failed") {
      setOutrun(base.etag);
    } else if (found.length > 0) {
      setRefusal(problemText(error));
    } else {
      tellProblem(error);
    }
  };
  const save = async () => {
    setBusy(true);
    setRefusal(null);
    try {
      const body = sent(value);
      take(await http.card<T>(path, { method: "PUT", body, etag: base.etag }));
      tellDone(t("saved"));
      saved();
    } catch (error) {
      refused(error);
    } finally {
      setBusy(false);
    }
  };
  return {
    value,
    set: (change) => setValue({ ...value, ...change }),
    changed,
    mistakes,
    refusal,
    stale: outrun !== undefined && outrun === base.etag,
    busy,
    save,
    reset: () => take(seen),
    yield: () => {
      if (said(seen.body) === said(base.body)) {
        setYielding(true);
        saved();
      } else {
        take(seen);
      }
    },
  };
}
