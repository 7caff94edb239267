/** How is a whole document changed on the screen and saved at once, or refused as a whole? */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Card, type Http, type Mistake, Problem } from "../http.ts";
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
  reset(): void;
}

export function useDocument<T extends { faults: Mistake[] }>(
  http: Http,
  path: string,
  card: Card<T>,
  { sent, saved }: { sent(value: T): object; saved(): void },
): Editing<T> {
  const { t } = useTranslation();
  const [value, setValue] = useState(card.body);
  const [mistakes, setMistakes] = useState(new Mistakes(card.body.faults));
  const [refusal, setRefusal] = useState<string | null>(null);
  /** The version over which somebody else has saved. */
  const [outrun, setOutrun] = useState<string>();
  const [busy, setBusy] = useState(false);
  const refused = (error: unknown) => {
    const found = Mistakes.of(error);
    setMistakes(found);
    if (error instanceof Problem && error.code === "precondition_failed") {
      setOutrun(card.etag);
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
      setValue((await http.card<T>(path, { method: "PUT", body, etag: card.etag })).body);
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
    changed: JSON.stringify(sent(value)) !== JSON.stringify(sent(card.body)),
    mistakes,
    refusal,
    stale: outrun !== undefined && outrun === card.etag,
    busy,
    save,
    reset: () => {
      setValue(card.body);
      setMistakes(new Mistakes(card.body.faults));
      setRefusal(null);
    },
  };
}
