/** How does a transition to a screen of the superapp look? (requirement 181) */

import type { LinkView } from "@chatserver/protocol";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./conversation.module.css";
import { IconLink } from "./icons.tsx";

interface LinkCardProps {
  link: LinkView;
  /** Opens it; where that takes time, a promise of its end; whoever cannot open it sees what was sent. */
  open?: ((link: LinkView) => unknown) | undefined;
}

/** Four looks: image and annotation of a widget, or of a card; the image alone; neither. */
export function LinkCard({ link, open }: LinkCardProps) {
  const [busy, setBusy] = useState(false);
  const props = { className: css.link, "data-testid": "link", "data-look": lookOf(link) };
  const inside = <Snippet link={link} />;
  return open === undefined ? (
    <div {...props}>{inside}</div>
  ) : (
    <button
      type="button"
      {...props}
      aria-busy={busy}
      onClick={() => {
        // A second press while the first is on its way would go there twice.
        if (!busy) {
          setBusy(true);
          void Promise.resolve(open(link)).finally(() => setBusy(false));
        }
      }}
    >
      {inside}
    </button>
  );
}

function lookOf(link: LinkView): "whole" | "image" | "text" | "plain" {
  if (link.image_url === undefined) {
    return link.text === undefined ? "plain" : "text";
  }
  return link.text === undefined ? "image" : "whole";
}

function Snippet({ link }: { link: LinkView }) {
  const { t } = useTranslation();
  const kind = t(`link.${link.to}`, { defaultValue: link.to });
  const title = link.title ?? kind;
  return (
    <>
      {link.image_url === undefined ? (
        <span className={css.linkIcon}>
          <IconLink />
        </span>
      ) : (
        <img className={css.linkImage} src={link.image_url} alt="" loading="lazy" />
      )}
      <span className={css.linkText}>
        {title === kind ? null : <small>{kind}</small>}
        <b>{title}</b>
        {link.text === undefined ? null : <span>{link.text}</span>}
      </span>
    </>
  );
}
