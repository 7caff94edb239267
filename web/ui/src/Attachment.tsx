/** What does a message carry beside its words, and how does it look? */

import type { FileView } from "@chatserver/protocol";
import { type MouseEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./conversation.module.css";
import { IconFile } from "./icons.tsx";
import { Lightbox } from "./Lightbox.tsx";
import { useLinkAge, useOnce } from "./linkAge.ts";
import { Player } from "./Player.tsx";
import { fileSize } from "./times.ts";

/** The largest a preview is drawn, in pixels. */
const WIDEST = 320;
const TALLEST = 360;

interface FileCardProps {
  file: FileView;
  /** Asks for the same message with fresh links. */
  freshen(): Promise<void>;
}

export function FileCard({ file, freshen }: FileCardProps) {
  const kind = file.mime.split("/")[0];
  if (kind === "image" && file.preview_url !== undefined) {
    return <Picture file={file} freshen={freshen} />;
  }
  return (
    <>
      <Row file={file} freshen={freshen} />
      {kind === "audio" || kind === "video" ? (
        <Player file={file} video={kind === "video"} freshen={freshen} />
      ) : null}
    </>
  );
}

/** Its place is kept before the picture comes, so that nothing jumps. */
function Picture({ file, freshen }: FileCardProps) {
  const { t, i18n } = useTranslation();
  const [opened, setOpened] = useState(false);
  const again = useOnce(file.preview_url ?? "", freshen);
  const isOld = useLinkAge(file.url);
  const { width = WIDEST, height = TALLEST } = file;
  const scale = Math.min(1, WIDEST / width, TALLEST / height);
  const show = (event: MouseEvent) => {
    // Whoever asks for a tab of its own gets one.
    if (event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    event.preventDefault();
    if (isOld()) {
      freshen().then(
        () => setOpened(true),
        () => undefined,
      );
    } else {
      setOpened(true);
    }
  };
  return (
    <>
      <a
        className={css.picture}
        href={file.url}
        target="_blank"
        rel="noreferrer"
        aria-haspopup="dialog"
        aria-label={t("message.fileOf", {
          name: file.name,
          size: fileSize(file.size, i18n.language),
        })}
        onClick={show}
      >
        <img
          src={file.preview_url}
          alt={file.name}
          width={Math.max(1, Math.round(width * scale))}
          height={Math.max(1, Math.round(height * scale))}
          loading="lazy"
          decoding="async"
          data-testid="picture"
          onError={again}
        />
      </a>
      {opened ? <Lightbox file={file} freshen={freshen} close={() => setOpened(false)} /> : null}
    </>
  );
}

/** A document: what it is called, how large it is; pressed, it is saved. */
function Row({ file, freshen }: FileCardProps) {
  const { t, i18n } = useTranslation();
  const size = fileSize(file.size, i18n.language);
  const isOld = useLinkAge(file.url);
  const save = (event: MouseEvent<HTMLAnchorElement>) => {
    if (isOld()) {
      event.preventDefault();
      const link = event.currentTarget;
      // Once the message is drawn with its fresh link, the same press goes there.
      freshen().then(
        () => requestAnimationFrame(() => link.click()),
        () => undefined,
      );
    }
  };
  return (
    <a className={css.card} href={file.url} download={file.name} data-testid="file" onClick={save}>
      <IconFile />
      <span className={css.cardText}>
        {/* What is read aloud holds what is seen, word for word: by that one can press it. */}
        <span className="visually-hidden">{t("message.file")} </span>
        <b>{file.name}</b> <small>{size}</small>
      </span>
    </a>
  );
}
