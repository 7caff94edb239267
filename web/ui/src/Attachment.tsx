/** What does a message carry beside its words, and how does it look? */

import type { FileView, LinkView } from "@chatserver/protocol";
import { type MouseEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./conversation.module.css";
import { IconFile, IconLink } from "./icons.tsx";
import { fileSize } from "./times.ts";

/** The links to a file live for ten minutes; a little earlier a fresh one is asked for. */
const FRESH_MS = 9 * 60_000;

/** The largest a preview is drawn, in pixels. */
const WIDEST = 320;
const TALLEST = 360;

interface FileCardProps {
  file: FileView;
  /** Asks for the same message with fresh links. */
  freshen(): Promise<void>;
}

export function FileCard({ file, freshen }: FileCardProps) {
  const { t, i18n } = useTranslation();
  const size = fileSize(file.size, i18n.language);
  const label = t("message.fileOf", { name: file.name, size });
  const open = useOpening(file, freshen);
  const kind = file.mime.split("/")[0];
  return (
    <>
      {kind === "image" && file.preview_url !== undefined ? (
        <a
          className={css.picture}
          href={file.url}
          target="_blank"
          rel="noreferrer"
          aria-label={label}
          onClick={open}
        >
          <Picture file={file} freshen={freshen} />
        </a>
      ) : (
        <a
          className={css.card}
          href={file.url}
          target="_blank"
          rel="noreferrer"
          aria-label={label}
          onClick={open}
        >
          <IconFile />
          <span>
            <b>{file.name}</b>
            <small>{size}</small>
          </span>
        </a>
      )}
      {kind === "audio" || kind === "video" ? (
        <Playing file={file} video={kind === "video"} freshen={freshen} />
      ) : null}
    </>
  );
}

/** Its place is kept before the picture comes, so that nothing jumps. */
function Picture({ file, freshen }: FileCardProps) {
  const [tried, setTried] = useState(false);
  const { width = WIDEST, height = TALLEST } = file;
  const scale = Math.min(1, WIDEST / width, TALLEST / height);
  return (
    <img
      src={file.preview_url}
      alt={file.name}
      width={Math.round(width * scale)}
      height={Math.round(height * scale)}
      loading="lazy"
      decoding="async"
      data-testid="picture"
      onError={() => {
        if (!tried) {
          setTried(true);
          freshen().catch(() => undefined);
        }
      }}
    />
  );
}

function Playing({ file, video, freshen }: FileCardProps & { video: boolean }) {
  const [tried, setTried] = useState(false);
  const again = () => {
    if (!tried) {
      setTried(true);
      freshen().catch(() => undefined);
    }
  };
  const props = { className: css.playing, src: file.url, controls: true, onError: again };
  // biome-ignore-start lint/a11y/useMediaCaption: what people send each other has no captions
  return video ? (
    <video {...props} preload="metadata" playsInline aria-label={file.name} />
  ) : (
    <audio {...props} preload="none" aria-label={file.name} />
  );
  // biome-ignore-end lint/a11y/useMediaCaption: what people send each other has no captions
}

/** An old link is renewed before the browser goes there. */
function useOpening(file: FileView, freshen: () => Promise<void>) {
  const [came, setCame] = useState({ url: file.url, at: Date.now() });
  if (came.url !== file.url) {
    setCame({ url: file.url, at: Date.now() });
  }
  return (event: MouseEvent<HTMLAnchorElement>) => {
    if (Date.now() - came.at > FRESH_MS) {
      event.preventDefault();
      const link = event.currentTarget;
      // A window that is opened later than the click would be taken for an advertisement.
      const shown = window.open("about:blank", "_blank");
      freshen().then(
        () => requestAnimationFrame(() => shown?.location.replace(link.href)),
        () => shown?.close(),
      );
    }
  };
}

export function LinkCard({ link }: { link: LinkView }) {
  const { t } = useTranslation();
  return (
    <a className={css.card} href={link.url} target="_blank" rel="noreferrer" data-testid="link">
      {link.image_url === undefined ? (
        <IconLink />
      ) : (
        <img className={css.thumb} src={link.image_url} alt="" loading="lazy" />
      )}
      <span>
        <b>{link.title ?? t(`link.${link.to}`, { defaultValue: link.to })}</b>
        {link.text === undefined ? null : <small>{link.text}</small>}
      </span>
    </a>
  );
}
