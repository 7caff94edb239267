/** How does a person see that a table is being written, and how do they stop it? */

import { IconClose, IconTable, useSignal } from "@chatserver/ui";
import { ActionIcon, Button, Progress } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useTools } from "../tools.tsx";
import { tellDone } from "../trouble.ts";
import css from "./exports.module.css";
import type { Standing } from "./exports.ts";

export function ExportPanel() {
  const { t } = useTranslation();
  const { exports } = useTools();
  const standing = useSignal(exports.standing);
  useEffect(() => {
    void exports.resume().then((saved) => saved && tellDone(t("export.done")));
  }, [exports, t]);
  return standing === null ? null : <Panel standing={standing} />;
}

function Panel({ standing }: { standing: Standing }) {
  const { t } = useTranslation();
  const { exports } = useTools();
  const stop = useRef<HTMLButtonElement>(null);
  useFocusInside(stop);
  const failed = standing.stage === "failed";
  const again = async () => {
    if (await exports.again()) {
      tellDone(t("export.done"));
    }
  };
  return (
    <section className={css.panel} aria-label={t("export.title")} data-testid="export">
      <IconTable size={20} />
      <div className={css.text}>
        {failed ? (
          <p role="alert">{t(`export.failed.${standing.fault}`)}</p>
        ) : (
          <>
            <p>
              <span role="status">{t(`export.${standing.stage}`)}</span>
              <span aria-hidden="true">{t("export.percent", { percent: standing.percent })}</span>
            </p>
            <Progress
              size="sm"
              value={standing.percent}
              color="sea"
              aria-label={t("export.title")}
            />
          </>
        )}
        <div className={css.acts}>
          {failed ? (
            <Button size="compact-sm" variant="light" color="sea" onClick={() => void again()}>
              {t("export.again")}
            </Button>
          ) : (
            <Button ref={stop} size="compact-sm" variant="default" onClick={() => exports.stop()}>
              {t("export.stop")}
            </Button>
          )}
        </div>
      </div>
      {failed ? (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("export.close")}
          onClick={() => exports.stop()}
        >
          <IconClose size={16} />
        </ActionIcon>
      ) : null}
    </section>
  );
}

/** Who begins by keyboard can stop by keyboard, and is where they were when it is over. */
function useFocusInside(target: React.RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const before = document.activeElement;
    const inside = target.current;
    inside?.focus();
    return () => {
      // The panel has gone with its focus, unless the person has moved on.
      if (document.activeElement === document.body && before instanceof HTMLElement) {
        before.focus();
      }
    };
  }, [target]);
}
