/** What stands while something is fetched, and when it cannot be had? */

import { Button, Loader } from "@mantine/core";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./office.module.css";
import { problemText } from "./trouble.ts";

export type Loaded<T> =
  | { state: "loading" }
  | { state: "failed"; error: unknown }
  | { state: "here"; value: T };

export interface Loading<T> {
  now: Loaded<T>;
  /** Ask anew; what is here stays until the answer comes. */
  reload(): void;
  /** Something newer came by another way. */
  set(value: T): void;
}

/** Fetch by a stable function; a new function fetches anew, and late answers of an old one are dropped. */
export function useLoading<T>(load: () => Promise<T>): Loading<T> {
  const [now, setNow] = useState<Loaded<T>>({ state: "loading" });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let here = round >= 0;
    load().then(
      (value) => here && setNow({ state: "here", value }),
      (error: unknown) => here && setNow({ state: "failed", error }),
    );
    return () => {
      here = false;
    };
  }, [load, round]);
  return {
    now,
    reload: useCallback(() => setRound((before) => before + 1), []),
    set: useCallback((value: T) => setNow({ state: "here", value }), []),
  };
}

interface WhenHereProps<T> {
  loading: Loading<T>;
  children(value: T): ReactNode;
}

export function WhenHere<T>({ loading, children }: WhenHereProps<T>) {
  const { t } = useTranslation();
  const { now, reload } = loading;
  switch (now.state) {
    case "here":
      return children(now.value);
    case "failed":
      return (
        <div className={css.blank} role="alert">
          <span>{problemText(now.error)}</span>
          <Button variant="light" size="xs" onClick={reload}>
            {t("list.again")}
          </Button>
        </div>
      );
    default:
      return (
        <div className={css.blank}>
          <Loader type="dots" aria-label={t("field.loading")} />
        </div>
      );
  }
}
