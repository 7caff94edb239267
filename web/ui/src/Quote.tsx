/** What does a message reply to? A line of it, which leads there. */

import type { TFunction } from "i18next";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./conversation.module.css";
import type { Answered, Spoken } from "./lines.ts";
import { quotedOf } from "./quoting.ts";

export interface QuoteActs {
  /** Reads an event that is older than all that are shown. */
  look(seq: number): Promise<Spoken | null>;
  /** Brings it onto the screen. */
  show(seq: number): void;
}

export function Quote({ answered, acts }: { answered: Answered; acts: QuoteActs }) {
  const { t } = useTranslation();
  const event = useAnswered(answered, acts);
  const name = event?.by.name ?? "";
  return (
    <button
      type="button"
      className={css.replied}
      data-testid="quote"
      onClick={() => acts.show(answered.seq)}
    >
      <span className="visually-hidden">{t("message.replied")}</span>
      {name === "" ? null : <b>{name}</b>}
      <span dir="auto">{event === null ? t("message.earlier") : summaryOf(event, t)}</span>
    </button>
  );
}

/** In a few words what an event says: its text, or what came with it. */
export function summaryOf({ body }: Spoken, t: TFunction): string {
  if ("deleted" in body && body.deleted === true) {
    return t("message.deleted");
  }
  const text = "text" in body ? quotedOf(body.text ?? "").text.trim() : "";
  if (text !== "") {
    return text;
  }
  if ("file" in body && body.file !== undefined) {
    return body.file.name;
  }
  const link = "link" in body ? body.link : undefined;
  return link?.title ?? t("message.earlier");
}

function useAnswered({ seq, event }: Answered, { look }: QuoteActs): Spoken | null {
  const [read, setRead] = useState<Spoken | null>(null);
  const away = event === null;
  useEffect(() => {
    if (!away) {
      return undefined;
    }
    let wanted = true;
    look(seq).then(
      (found) => {
        if (wanted) {
          setRead(found);
        }
      },
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [away, seq, look]);
  return event ?? read;
}
