/** What is asked for, as the address says it; and every change of it goes there. */

import { useMemo } from "react";
import { useHere, useRoute } from "../route.ts";
import { addressOf, type Choice, choiceFrom } from "./filter.ts";

export function useChoice(): [Choice, (choice: Choice) => void] {
  const route = useRoute();
  const { query } = useHere();
  // Opening a chat changes the address too, and must not ask for the list anew.
  const said = JSON.stringify(choiceFrom(query));
  const choice = useMemo(() => JSON.parse(said) as Choice, [said]);
  return [choice, (next) => route.set(addressOf(next), "replace")];
}
