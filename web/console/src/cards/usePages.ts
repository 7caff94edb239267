/** How is a long list shown, a page at a time? */

import { useCallback, useMemo, useRef, useState } from "react";
import { type Http, type Page, type Query, search } from "../http.ts";
import { type Loading, useLoading } from "../loading.tsx";
import { tellProblem } from "../trouble.ts";

const PAGE = 50;

interface Shown<T> extends Page<T> {
  /** To which question this answers: another may be on its way. */
  asked: string;
}

export interface Pages<T> {
  loading: Loading<Shown<T>>;
  /** Show the next page; null: all of it is here. */
  more: (() => void) | null;
  busy: boolean;
}

/** Another question begins with the first page; asked anew, the same one has as many as before. */
export function usePages<T>(http: Http, path: string, query: Query = {}): Pages<T> {
  const asked = path + search(query);
  // As many as are wanted of this question.
  const wanted = useMemo(() => ({ asked, count: PAGE }), [asked]);
  const latest = useRef(wanted);
  latest.current = wanted;
  const [busy, setBusy] = useState(false);
  const page = useCallback(
    (cursor: string | null) => {
      const mark = wanted.asked.includes("?") ? "&" : "?";
      const rest = search({ limit: PAGE, cursor }).slice(1);
      return http.get<Page<T>>(wanted.asked + mark + rest);
    },
    [http, wanted],
  );
  const loading = useLoading(
    useCallback(async () => {
      let found = await page(null);
      while (found.next_cursor !== null && found.items.length < wanted.count) {
        const next = await page(found.next_cursor);
        found = { ...next, items: [...found.items, ...next.items] };
      }
      return { ...found, asked: wanted.asked };
    }, [page, wanted]),
  );
  const { now, set } = loading;
  const shown = now.state === "here" && now.value.asked === asked ? now.value : null;
  const cursor = shown?.next_cursor ?? null;
  const append = async () => {
    if (shown === null || cursor === null) {
      return;
    }
    setBusy(true);
    try {
      const next = await page(cursor);
      // Meanwhile something else may be looked for.
      if (latest.current === wanted) {
        const items = [...shown.items, ...next.items];
        wanted.count = items.length;
        set({ ...next, items, asked });
      }
    } catch (error) {
      tellProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return { loading, busy, more: cursor === null ? null : () => void append() };
}
