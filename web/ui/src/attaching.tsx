/** How do files get from a person's hand into a chat: chosen, pasted or dropped? */

import type { LinkView } from "@chatserver/protocol";
import { ActionIcon } from "@mantine/core";
import { type DragEvent, type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Enclosed } from "./Composer.tsx";
import css from "./composer.module.css";
import { IconClose } from "./icons.tsx";
import { LinkCard } from "./LinkCard.tsx";
import type { Spoken } from "./lines.ts";
import { useClient, useSignal } from "./state.tsx";
import { UploadStrip } from "./UploadStrip.tsx";
import type { Uploads } from "./uploads.ts";

export interface Attaching {
  attach(files: readonly File[]): void;
  /** One transition goes with the next message. */
  attachLink(link: LinkView): void;
  enclosed: Enclosed;
  /** Sends the words with what is enclosed, or alone, and as a reply where it is one. */
  send(words: string, replying: Spoken | null): void;
}

export function useAttaching(chat: string, uploads: Uploads): Attaching {
  const client = useClient();
  const [chosen, setChosen] = useState<{ chat: string; link: LinkView } | null>(null);
  const link = chosen?.chat === chat ? chosen.link : null;
  const files = useSignal(uploads.state).filter((one) => one.chat === chat);
  const waiting = files.some((one) => one.words === undefined && one.status !== "failed");
  return {
    attach: (files) => uploads.add(chat, files, client.limits?.file_bytes ?? 0),
    attachLink: (next) => setChosen({ chat, link: next }),
    enclosed: {
      view: (
        <>
          {link === null ? null : <LinkStrip link={link} remove={() => setChosen(null)} />}
          <UploadStrip uploads={uploads} files={files} />
        </>
      ),
      enough: waiting || link !== null,
    },
    send: (words, replying) => {
      const more = {
        ...(link === null ? {} : { link: linkOf(link) }),
        ...(replying === null ? {} : { reply: replying.seq }),
      };
      if (waiting) {
        uploads.dispatch(chat, words, more);
      } else {
        client.write({ type: "send", chat, ...(words === "" ? {} : { text: words }), ...more });
      }
      setChosen(null);
    },
  };
}

function linkOf({ to, target }: LinkView): { to: string; target?: string } {
  return target === undefined ? { to } : { to, target };
}

/** The transition that goes with the message. */
function LinkStrip({ link, remove }: { link: LinkView; remove(): void }) {
  const { t } = useTranslation();
  return (
    <div className={css.chosenLink} data-testid="chosen-link">
      <LinkCard link={link} />
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={t("composer.link.remove")}
        onClick={remove}
      >
        <IconClose size={16} />
      </ActionIcon>
    </div>
  );
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
