/** How does a whole table come in, and how far is it? */

import { useCallback, useEffect, useState } from "react";
import type { Http } from "../http.ts";

export type ImportKind = "clients" | "objects";

export interface Import {
  id: string;
  kind: ImportKind;
  name: string;
  state: "waiting" | "running" | "done" | "refused" | "failed";
  stage: string;
  dry_run: boolean;
  lines: number;
  bad: number;
  added: number;
  changed: number;
  unchanged: number;
  at: string;
}

/** What is wrong with a line; 0: with the whole table. */
export interface Finding {
  line: number;
  column: string;
  code: string;
  message: string;
  value: string;
}

export const COUNTS = ["lines", "bad", "added", "changed", "unchanged"] as const;

/** The columns of a table, each with whether it has to be there. */
export const COLUMNS: Readonly<Record<ImportKind, readonly (readonly [string, boolean])[]>> = {
  clients: [
    ["external_id", true],
    ["name", true],
    ["phone", true],
    ["premises", false],
    ["tester", false],
    ["email", false],
    ["birth", false],
  ],
  objects: [
    ["external_id", true],
    ["kind", true],
    ["name", true],
    ["parent", false],
    ["address", false],
  ],
};

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export async function begin(
  http: Http,
  kind: ImportKind,
  file: File,
  dry: boolean,
): Promise<Import> {
  const asked = new URLSearchParams({ dry_run: String(dry), name: file.name.slice(0, 200) });
  const type = file.name.toLowerCase().endsWith(".xlsx") ? XLSX : "text/csv";
  const answer = await http.card<Import>(`${kind}/import?${asked}`, {
    method: "POST",
    body: file,
    headers: { "Content-Type": type },
  });
  return answer.body;
}

export const COLOURS = {
  waiting: "gray",
  running: "blue",
  done: "sea",
  refused: "red",
  failed: "red",
} as const;

/** How its state is told: of one that was only checked nothing is stored. */
export function stateWord({ state, dry_run }: Import): string {
  return state === "done" && dry_run ? "done.dry" : state;
}

export function hasEnded({ state }: Import): boolean {
  return state !== "waiting" && state !== "running";
}

const PAUSE_MS = 1000;

interface Watched {
  now: Import | null;
  /** What the server says of it, and does not take back by itself. */
  error: unknown;
  again(): void;
}

/** Follow an import until it has ended; one that ended before is told of at once. */
export function useImport(http: Http, id: string, ended: (one: Import) => void): Watched {
  const [now, setNow] = useState<Import | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let here = round >= 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      http.get<Import>(`imports/${id}`).then(
        (one) => {
          if (!here) {
            return;
          }
          setNow(one);
          if (hasEnded(one)) {
            ended(one);
          } else {
            timer = setTimeout(look, PAUSE_MS);
          }
        },
        (why: unknown) => here && setError(why),
      );
    };
    look();
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [http, id, ended, round]);
  return {
    now,
    error,
    again: useCallback(() => {
      setError(null);
      setRound((before) => before + 1);
    }, []),
  };
}
