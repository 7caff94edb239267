/** What happens to a form that makes something, from the press until it is made or refused? */

import { type FormEvent, useState } from "react";
import { Mistakes, tellProblem } from "../trouble.ts";
import { useFirstWrong } from "./useFirstWrong.ts";

/** `make` closes the form where it succeeds; what it throws stands at its field, or is told. */
export function useSubmit(make: () => Promise<void>) {
  const [mistakes, setMistakes] = useState(Mistakes.none);
  const [busy, setBusy] = useState(false);
  const form = useFirstWrong(mistakes);
  const submit = async () => {
    setBusy(true);
    try {
      await make();
    } catch (error) {
      const found = Mistakes.of(error);
      setMistakes(found);
      if (found.length === 0) {
        tellProblem(error);
      }
      setBusy(false);
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };
  return { mistakes, busy, form: { ref: form, noValidate: true, onSubmit } };
}
