/** How does a client say how a dialog was, if they like to? */

import { SCORES } from "@chatserver/protocol";
import { Button, Group, Textarea } from "@mantine/core";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AskedLine } from "./lines.ts";
import { Refused } from "./Refused.tsx";
import css from "./rating.module.css";
import type { RatingActs, RatingDraft } from "./useRating.ts";

export function Rating({ line, acts }: { line: AskedLine; acts: RatingActs }) {
  // The list takes away what leaves the screen, and a reload all of it: what was begun is there.
  const [changing, setChanging] = useState(() => acts.draft(line.event.seq) !== null);
  const open = acts.rateable(line.event.at);
  const asking = open && (changing || line.rated === null);
  const { card, turned } = useFocusWithin(`${asking} ${line.refused?.key}`);
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
        <Said line={line} acts={acts} change={open ? () => turn(true) : null} turned={turned} />
      )}
    </div>
  );
}

/** What was pressed has gone with what stood there: the focus goes on to what stands there now. */
function useFocusWithin(shown: string) {
  const card = useRef<HTMLDivElement>(null);
  const turning = useRef<HTMLElement | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each turn
  useEffect(() => {
    if (turning.current !== null) {
      const next = card.current?.querySelector<HTMLElement>("input:checked, button");
      (next ?? turning.current).focus({ preventScroll: true });
      turning.current = null;
    }
  }, [shown]);
  const turned = () => {
    // Nothing may be left to be pressed, when it is too late: the conversation then.
    turning.current = card.current?.closest<HTMLElement>("[tabindex]") ?? null;
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
      acts.draft(seq) ?? {
        score: line.rated?.score ?? null,
        comment: line.rated?.comment ?? "",
      },
  );
  const change = (next: RatingDraft) => {
    acts.keep(seq, next);
    setDraft(next);
    begun();
  };
  const leave = () => {
    acts.keep(seq, null);
    done();
  };
  const send = (score: number) => {
    acts.rate(seq, score, draft.comment.trim());
    if (line.refused !== null) {
      acts.discard(line.refused);
    }
    leave();
  };
  const { score, comment } = draft;
  const changes = line.rated !== null;
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
      onKeyDown={(event: KeyboardEvent) => {
        if (changes && event.key === "Escape") {
          event.stopPropagation();
          leave();
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
            maxLength={acts.commentLimit}
            value={comment}
            onChange={(event) => change({ score, comment: event.currentTarget.value })}
          />
          <Group gap="xs" justify="center">
            <Button type="submit" radius="xl">
              {t("rating.send")}
            </Button>
            {changes ? (
              <Button variant="subtle" radius="xl" onClick={leave}>
                {t("cancel")}
              </Button>
            ) : null}
          </Group>
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

interface SaidProps {
  line: AskedLine;
  acts: RatingActs;
  /** Null: it is too late for that. */
  change: (() => void) | null;
  /** What was pressed goes. */
  turned(): void;
}

function Said({ line, acts, change, turned }: SaidProps) {
  const { t } = useTranslation();
  const { score, comment } = line.rated ?? { score: 0 };
  const said = { score, word: t(`rating.${score}` as "rating.5") };
  return (
    <div className={css.rating} data-testid="rating">
      <p role="status">{t(line.refused === null ? "rating.said" : "rating.yours", said)}</p>
      {comment === undefined || comment === "" ? null : <q className={css.words}>{comment}</q>}
      {line.refused === null ? null : (
        <Refused
          unsent={line.refused}
          acts={{
            retry: (unsent) => {
              turned();
              acts.retry(unsent);
            },
            discard: (unsent) => {
              turned();
              acts.discard(unsent);
            },
          }}
        />
      )}
      {change === null ? null : (
        <Button variant="subtle" size="compact-sm" onClick={change}>
          {t("rating.change")}
        </Button>
      )}
    </div>
  );
}
