/** Which clients does the server find by what is typed in a field? */

import { useDebouncedCallback } from "@mantine/hooks";
import { useRef, useState } from "react";
import type { ClientLine } from "./directory.ts";
import { useTools } from "./tools.tsx";
import { tellProblem } from "./trouble.ts";

const PAUSE_MS = 250;

interface ClientSearch {
  found: ClientLine[];
  find(typed: string): void;
}

export function useClientSearch(): ClientSearch {
  const { directory } = useTools();
  const [found, setFound] = useState<ClientLine[]>([]);
  const wanted = useRef("");
  const find = useDebouncedCallback((typed: string) => {
    const q = typed.trim();
    wanted.current = q;
    if (q !== "") {
      // A slow answer to fewer letters is not put over the answer to all of them.
      directory
        .searchClients(q)
        .then((clients) => wanted.current === q && setFound(clients), tellProblem);
    }
  }, PAUSE_MS);
  return { found, find };
}
