/** What stands while something is fetched, and when it cannot be had? */

import { useRevival } from "@chatserver/ui";
import { Button, Loader } from "@mantine/core";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { BackTop, type BackTopProps } from "./cards/BackTop.tsx";
import { isAway, Problem } from "./http.ts";
import css from "./office.module.css";
import { problemText, tellProblem } from "./trouble.ts";

/** Not signed in, not allowed, not there. */
const GONE = new Set([401, 403, 404, 410]);

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

/**
 * Fetch by a stable function; a new function fetches anew, and late answers of an old one are dropped.
 *
 * What is here stays when it cannot be fetched again, and that is told in passing: only the
 * server's word that it is gone, or not for this reader any more, takes it off the screen. What
 * did not come because nobody answered is asked for once the connection is back.
 */
export function useLoading<T>(load: () => Promise<T>): Loading<T> {
  const [now, setNow] = useState<Loaded<T>>({ state: "loading" });
  const [round, setRound] = useState(0);
  /** By which function that came which is here. */
  const source = useRef<(() => Promise<T>) | null>(null);
  useEffect(() => {
    let here = round >= 0;
    load().then(
      (value) => {
        if (here) {
          source.current = load;
          setNow({ state: "here", value });
        }
      },
      (error: unknown) => {
        if (!here) {
          return;
        }
        if (source.current === load && !isGone(error)) {
          tellProblem(error);
        } else {
          source.current = null;
          setNow({ state: "failed", error });
        }
      },
    );
    return () => {
      here = false;
    };
  }, [load, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  useRevival(now.state === "failed" && isAway(now.error), reload);
  return {
    now,
    reload,
    set: useCallback((value: T) => setNow({ state: "here", value }), []),
  };
}

function isGone(error: unknown): boolean {
  return error instanceof Problem && GONE.has(error.status);
}

interface WhenHereProps<T> {
  loading: Loading<T>;
  /** Of a page that lies below a list: the way back, also where there is no such page. */
  below?: Pick<BackTopProps, "to" | "back" | "level">;
  children(value: T): ReactNode;
}

export function WhenHere<T>({ loading, below, children }: WhenHereProps<T>) {
  const { now, reload } = loading;
  switch (now.state) {
    case "here":
      return children(now.value);
    case "failed":
      return <Failed error={now.error} again={reload} below={below} />;
    default:
      return <Coming />;
  }
}

function Coming() {
  const { t } = useTranslation();
  return (
    <div className={css.blank} data-coming>
      <Loader type="dots" role="status" aria-label={t("field.loading")} />
    </div>
  );
}

interface FailedProps {
  error: unknown;
  again(): void;
  below: WhenHereProps<unknown>["below"];
}

function Failed({ error, again, below }: FailedProps) {
  const { t } = useTranslation();
  const said = problemText(error);
  // What does not exist is not there a moment later either.
  const missing = error instanceof Problem && error.status === 404;
  return (
    <div role="alert">
      {below === undefined ? null : <BackTop {...below} title={said} />}
      {missing && below !== undefined ? null : (
        <div className={css.blank}>
          {below === undefined ? <span>{said}</span> : null}
          {missing ? null : (
            <Button variant="light" size="xs" onClick={again}>
              {t("list.again")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
