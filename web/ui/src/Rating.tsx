/** How does a client say how a dialog was, if they like to? */

import { Button, Textarea } from "@mantine/core";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AskedLine } from "./lines.ts";
import css from "./rating.module.css";
import { tellFailure } from "./sentences.ts";

export const SCORES = [1, 2, 3, 4, 5] as const;
export const RATING_COMMENT = 500;

/** What somebody has begun to say; the list takes away what leaves the screen. */
export interface RatingDraft {
  score: number | null;
  comment: string;
  /** It is on its way, and needed again only if it is refused. */
  sent?: boolean;
}

export interface RatingActs {
  /** Whether a dialog that ended then may still be rated. */
  rateable(endedAt: string): boolean;
  rate(seq: number, score: number, comment: string): Promise<unknown>;
  drafts: Map<number, RatingDraft>;
}

const isBegun = (draft: RatingDraft | undefined): boolean =>
  draft !== undefined && draft.sent !== true;

export function Rating({ line, acts }: { line: AskedLine; acts: RatingActs }) {
  const [changing, setChanging] = useState(isBegun(acts.drafts.get(line.event.seq)));
  const open = acts.rateable(line.event.at);
  const asking = open && (changing || line.rated === null);
  const { card, turned } = useFocusWithin(asking);
  const turn = (on: boolean) => {
    turned();
    setChanging(on);
  };
  if (!asking && line.rated === null) {
    // An empty line would have no height, and the virtual list asks for one.
    return <div style={{ height: 1 }} />;
  }
  return (
    <div ref={card}>
      {asking ? (
        // What another device says meanwhile takes nothing away from whoever has begun.
        <Asking line={line} acts={acts} begun={() => setChanging(true)} done={() => turn(false)} />
      ) : (
        <Said line={line} change={open ? () => turn(true) : null} />
      )}
    </div>
  );
}

/** What was pressed has gone with what stood there: the focus goes on to what stands there now. */
function useFocusWithin(asking: boolean) {
  const card = useRef<HTMLDivElement>(null);
  const turning = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each turn
  useEffect(() => {
    if (turning.current) {
      turning.current = false;
      const next = card.current?.querySelector<HTMLElement>("input:checked, button");
      next?.focus({ preventScroll: true });
    }
  }, [asking]);
  const turned = () => {
    turning.current = true;
  };
  return { card, turned };
}

interface AskingProps {
  line: AskedLine;
  acts: RatingActs;
  begun(): void;
  done(): void;
}

function Asking({ line, acts, begun, done }: AskingProps) {
  const { t } = useTranslation();
  const { seq } = line.event;
  const [draft, setDraft] = useState<RatingDraft>(
    () =>
      acts.drafts.get(seq) ?? {
        score: line.rated?.score ?? null,
        comment: line.rated?.comment ?? "",
      },
  );
  const change = (next: RatingDraft) => {
    acts.drafts.set(seq, next);
    setDraft(next);
    begun();
  };
  const send = (score: number) => {
    // The words are the person's: where they are refused they stand there again.
    acts.drafts.set(seq, { ...draft, sent: true });
    acts.rate(seq, score, draft.comment.trim()).then(() => acts.drafts.delete(seq), tellFailure);
    done();
  };
  const { score, comment } = draft;
  return (
    <form
      className={css.rating}
      data-testid="rating"
      onSubmit={(event) => {
        event.preventDefault();
        if (score !== null) {
          send(score);
        }
      }}
    >
      <Scores score={score} choose={(chosen) => change({ score: chosen, comment })} />
      {score === null ? null : (
        <>
          <Textarea
            className={css.comment ?? ""}
            label={t("rating.comment")}
            autosize
            minRows={1}
            maxRows={6}
            maxLength={RATING_COMMENT}
            value={comment}
            onChange={(event) => change({ score, comment: event.currentTarget.value })}
          />
          <Button type="submit" radius="xl">
            {t("rating.send")}
          </Button>
        </>
      )}
    </form>
  );
}

interface ScoresProps {
  score: number | null;
  choose(score: number): void;
}

/** A group of radio buttons as the browser has it: arrows choose, and each says its word. */
function Scores({ score, choose }: ScoresProps) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <fieldset className={css.scores}>
      <legend>{t("rating.ask")}</legend>
      {SCORES.map((each) => (
        <label key={each} className={css.score}>
          <input
            type="radio"
            name={name}
            value={each}
            checked={score === each}
            onChange={() => choose(each)}
          />
          <b aria-hidden="true">{each}</b>
          <span>{t(`rating.${each}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Said({ line, change }: { line: AskedLine; change: (() => void) | null }) {
  const { t } = useTranslation();
  const { score, comment } = line.rated ?? { score: 0 };
  return (
    <div className={css.rating} data-testid="rating">
      <p role="status">{t("rating.said", { score, word: t(`rating.${score}` as "rating.5") })}</p>
      {comment === undefined || comment === "" ? null : <q className={css.words}>{comment}</q>}
      {change === null ? null : (
        <Button variant="subtle" size="compact-sm" onClick={change}>
          {t("rating.change")}
        </Button>
      )}
    </div>
  );
}
