/** Which mini-apps did the client let in, and how are they put out again? */

import { type LetIn, Problem } from "@chatserver/sdk/host";
import { Button, Loader } from "@mantine/core";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Failed } from "./Failed.tsx";
import type { Session } from "./session.ts";
import type { Shell } from "./shell.ts";
import css from "./superapp.module.css";

export function LetIns({ session, shell }: { session: Session; shell: Shell }) {
  const { t } = useTranslation();
  const [found, setFound] = useState<LetIn[] | "loading" | "failed">("loading");
  const load = useCallback(
    () =>
      session.door.mine().then(setFound, () =>
        // What is here stays.
        setFound((before) => (Array.isArray(before) ? before : "failed")),
      ),
    [session],
  );
  useEffect(() => void load(), [load]);
  const [revoking, setRevoking] = useState(false);
  const place = useFocusKept(revoking);
  const revoke = async (id: string) => {
    setRevoking(true);
    try {
      await session.door.revoke(id);
    } catch (error) {
      void shell.ask({ kind: "problem", code: error instanceof Problem ? error.code : "offline" });
    }
    await load();
    setRevoking(false);
  };
  if (found === "loading") {
    return <Loader type="dots" role="status" aria-label={t("opening")} />;
  }
  if (found === "failed") {
    return <Failed again={() => void load()} />;
  }
  if (found.length === 0) {
    return (
      <section ref={place} tabIndex={-1}>
        <p className={css.quiet}>{t("mine.none")}</p>
      </section>
    );
  }
  return (
    <section ref={place} tabIndex={-1}>
      <p className={css.quiet}>{t("mine.about")}</p>
      <ul className={css.mine}>
        {found.map((one) => (
          <li key={one.id}>
            <div>
              <b>{one.title}</b>
              <span className={css.quiet}>
                {one.scopes.map((name) => t(`scope.${name}`)).join(", ") || t("mine.nothing")}
              </span>
            </div>
            <Button
              variant="light"
              color="red"
              size="compact-md"
              aria-label={t("mine.revokeOf", { title: one.title })}
              disabled={revoking}
              onClick={() => void revoke(one.id)}
            >
              {t("mine.revoke")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The line on which somebody pressed has gone: the focus goes on to the first that is left. */
function useFocusKept(busy: boolean) {
  const place = useRef<HTMLElement>(null);
  const was = useRef(busy);
  useEffect(() => {
    if (was.current && !busy && document.activeElement === document.body) {
      (place.current?.querySelector("button") ?? place.current)?.focus();
    }
    was.current = busy;
  }, [busy]);
  return place;
}
