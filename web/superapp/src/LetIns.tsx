/** Which mini-apps did the client let in, and how are they put out again? */

import type { LetIn } from "@chatserver/sdk/host";
import { Button } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Session } from "./session.ts";
import type { Shell } from "./shell.ts";
import css from "./superapp.module.css";

export function LetIns({ session, shell }: { session: Session; shell: Shell }) {
  const { t } = useTranslation();
  const [found, setFound] = useState<LetIn[] | null>(null);
  const load = useCallback(() => {
    session.door.mine().then(setFound, () => {
      void shell.ask({ kind: "problem", code: "offline" });
    });
  }, [session, shell]);
  useEffect(load, [load]);
  if (found === null) {
    return null;
  }
  if (found.length === 0) {
    return <p className={css.quiet}>{t("mine.none")}</p>;
  }
  return (
    <>
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
              onClick={() => void session.door.revoke(one.id).then(load, load)}
            >
              {t("mine.revoke")}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
