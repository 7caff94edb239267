/** What are the objects called that are named on the screen by their ids? */

import { useSignal } from "@chatserver/ui";
import { useEffect } from "react";
import { useTools } from "../tools.tsx";
import { EVERYTHING } from "./filter.ts";

/** Return the names that are known by now, and learn the others. */
export function useObjectNames(ids: readonly string[]): ReadonlyMap<string, string> {
  const { directory } = useTools();
  const wanted = [...new Set(ids)].sort().join();
  useEffect(() => {
    if (wanted !== "") {
      const objects = wanted.split(",");
      void directory
        .learnEstate()
        .then(() => directory.resolve({ ...EVERYTHING, lists: { objects } }));
    }
  }, [directory, wanted]);
  return useSignal(directory.names);
}
