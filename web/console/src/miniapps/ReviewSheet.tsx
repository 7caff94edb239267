/** What did the moderator say, and what is the next step? */

import { fullTime, useLanguage } from "@chatserver/ui";
import { Alert, Button, Group } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import css from "../office.module.css";
import { tellProblem } from "../trouble.ts";
import type { Miniapp, Review } from "./api.ts";
import type { CardProps } from "./card.ts";

type Move = "submit" | "withdraw" | "publish";

/** Which moves the status allows the partner; the server decides what is still missing. */
export function movesOf(card: Miniapp): readonly Move[] {
  if (card.status === "in_review") {
    return ["withdraw"];
  }
  return card.status === "ready" || card.ready !== null ? ["publish", "submit"] : ["submit"];
}

export function ReviewSheet({ miniapps, card, took, mayEdit }: CardProps) {
  const { t } = useTranslation();
  const { body } = card;
  const [busy, setBusy] = useState<Move | null>(null);
  const moves = mayEdit ? movesOf(body) : [];
  const go = async (move: Move) => {
    setBusy(move);
    await miniapps.move(body.id, move).then(took, tellProblem);
    setBusy(null);
  };
  return (
    <section className={css.sheet}>
      <h2>{t("review.title")}</h2>
      <p className={css.quiet}>{t(`status.${body.status}.${mayEdit ? "next" : "means"}`)}</p>
      <Verdict review={body.review ?? body.last_review} />
      <Group mt="md" gap="xs">
        {moves.map((move) => (
          <Button
            key={move}
            variant={move === moves[0] && move !== "withdraw" ? "filled" : "default"}
            loading={busy === move}
            onClick={() => void go(move)}
          >
            {t(`review.${move}`)}
          </Button>
        ))}
      </Group>
    </section>
  );
}

function Verdict({ review }: { review: Review | null }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  if (review === null) {
    return null;
  }
  const rejected = review.state === "rejected";
  return (
    <Alert mt="sm" color={rejected ? "red" : "gray"} data-testid="verdict">
      <b>{t(`review.state.${review.state}`)}</b>
      <div>
        {t("review.sent", { at: fullTime(review.sent_at, language) })}
        {review.ended_at === null
          ? `; ${t("review.due", { at: fullTime(review.due_at, language) })}`
          : `; ${t("review.ended", { at: fullTime(review.ended_at, language) })}`}
      </div>
      {review.deferred_reason === null ? null : <div>{review.deferred_reason}</div>}
      {rejected ? (
        <div>
          {review.reason_code === null ? null : (
            <b>{t(`moderation.reason.${review.reason_code}`)}. </b>
          )}
          {review.reason}
          {review.rule_url === null ? null : (
            <div>
              <a href={review.rule_url} target="_blank" rel="noopener noreferrer">
                {t("review.rule")}
              </a>
            </div>
          )}
          {review.screenshot === null ? null : (
            <div>
              <a href={review.screenshot} target="_blank" rel="noopener noreferrer">
                {t("review.screenshot")}
              </a>
            </div>
          )}
        </div>
      ) : null}
    </Alert>
  );
}
