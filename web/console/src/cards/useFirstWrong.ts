/** Where does the focus go when a form is refused? To the first field that is wrong. */

import { useEffect, useRef } from "react";
import type { Mistakes } from "../trouble.ts";

export function useFirstWrong(mistakes: Mistakes) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (mistakes.length > 0) {
      form.current
        ?.querySelector<HTMLElement>("[aria-invalid='true'], [data-wrong] input")
        ?.focus();
    }
  }, [mistakes]);
  return form;
}
