/** How do files get from a person's hand into a chat: chosen, pasted or dropped? */

import { type DragEvent, type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Enclosed } from "./Composer.tsx";
import css from "./composer.module.css";
import { useClient, useSignal } from "./state.tsx";
import { UploadStrip } from "./UploadStrip.tsx";
import type { Uploads } from "./uploads.ts";

export interface Attaching {
  attach(files: readonly File[]): void;
  enclosed: Enclosed;
  /** Sends what is enclosed; false when nothing was, and the words go alone. */
  dispatch(words: string): boolean;
}

export function useAttaching(chat: string, uploads: Uploads): Attaching {
  const client = useClient();
  const files = useSignal(uploads.state).filter((one) => one.chat === chat);
  const waiting = files.some((one) => one.words === undefined && one.status !== "failed");
  return {
    attach: (chosen) => uploads.add(chat, chosen, client.limits?.file_bytes ?? 0),
    enclosed: { view: <UploadStrip uploads={uploads} files={files} />, enough: waiting },
    dispatch: (words) => {
      if (waiting) {
        uploads.dispatch(chat, words);
      }
      return waiting;
    },
  };
}

/** Files may be dropped anywhere on the conversation. */
export function DropArea({
  drop,
  children,
}: {
  drop: ((files: readonly File[]) => void) | undefined;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const carries = (event: DragEvent) =>
    drop !== undefined && event.dataTransfer.types.includes("Files");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button is the way
    <div
      className={css.dropArea}
      onDragOver={(event) => {
        if (carries(event)) {
          event.preventDefault();
          setOver(true);
        }
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) {
          setOver(false);
        }
      }}
      onDrop={(event) => {
        setOver(false);
        if (carries(event)) {
          event.preventDefault();
          drop?.([...event.dataTransfer.files]);
        }
      }}
    >
      {children}
      {over ? <div className={css.dropHere}>{t("uploads.drop")}</div> : null}
    </div>
  );
}

/** A page with files on their way asks before it goes. */
export function useUploadGuard(uploads: Uploads): void {
  const busy = useSignal(uploads.state).some((one) => one.status === "going");
  useEffect(() => {
    if (!busy) {
      return undefined;
    }
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [busy]);
}
