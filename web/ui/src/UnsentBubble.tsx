/** How does a message look that the server has not confirmed, or has refused? */

import type { Unsent } from "@chatserver/protocol";
import { useTranslation } from "react-i18next";
import { type BubbleActs, Meta, Words } from "./Bubble.tsx";
import css from "./conversation.module.css";
import { IconFile, IconLink, IconPending, Ticks } from "./icons.tsx";
import type { Line } from "./lines.ts";
import { Quote } from "./Quote.tsx";
import { Refused } from "./Refused.tsx";
import { clockTime } from "./times.ts";

type UnsentLine = Extract<Line, { kind: "unsent" }>;

export function UnsentBubble({ line, acts }: { line: UnsentLine; acts: BubbleActs }) {
  const { unsent, joined, answered } = line;
  const { t, i18n } = useTranslation();
  const { status, write } = unsent;
  const at = unsent.at ?? new Date(unsent.madeAt).toISOString();
  return (
    <div className={css.row} data-ours data-joined={joined || undefined}>
      <div className={css.stack}>
        <div
          className={css.bubble}
          data-testid="unsent"
          data-status={status}
          data-faint={status === "queued" || undefined}
          data-failed={status === "refused" || undefined}
        >
          {answered === null ? null : <Quote answered={answered} acts={acts} />}
          {write.type === "send" ? <Enclosures write={write} /> : null}
          <Meta>
            <time dateTime={at}>{clockTime(at, i18n.language)}</time>
            {status === "queued" ? <IconPending label={t("message.sending")} /> : null}
            {status === "sent" ? <Ticks read={false} label={t("message.sent")} /> : null}
          </Meta>
        </div>
        {status === "refused" ? <Refused unsent={unsent} acts={acts} /> : null}
      </div>
    </div>
  );
}

/** What goes with a message that is still on its way; the server knows more of it than we do. */
function Enclosures({ write }: { write: Extract<Unsent["write"], { type: "send" }> }) {
  const { t } = useTranslation();
  return (
    <>
      {write.file === undefined ? null : (
        <div className={css.card}>
          <IconFile />
          <span>{t("message.file")}</span>
        </div>
      )}
      {write.link === undefined ? null : (
        <div className={css.card}>
          <IconLink />
          <span>{t(`link.${write.link.to}`, { defaultValue: write.link.to })}</span>
        </div>
      )}
      <Words text={write.text ?? ""} />
    </>
  );
}
