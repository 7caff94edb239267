/** How does one utterance look, on either side of the screen? */

import type { LinkView, Unsent } from "@chatserver/protocol";
import { ActionIcon, Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FileCard } from "./Attachment.tsx";
import css from "./conversation.module.css";
import { IconMore, Ticks } from "./icons.tsx";
import { LinkCard } from "./LinkCard.tsx";
import type { Line, Spoken } from "./lines.ts";
import { piecesOf } from "./links.ts";
import { Quote, type QuoteActs } from "./Quote.tsx";
import { quotedOf } from "./quoting.ts";
import { Refused } from "./Refused.tsx";
import { clockTime } from "./times.ts";
import { usePress } from "./usePress.ts";

type SpokenLine = Extract<Line, { kind: "spoken" }>;

export interface BubbleActs extends QuoteActs {
  /** Opens the actions of a message at this point of the screen. */
  menu(event: Spoken, at: { x: number; y: number }): void;
  pick?: ((prompt: number, tag: string) => void) | undefined;
  /** The topic that goes along with the first message if no other is chosen. */
  proposed?: string | undefined;
  retry(unsent: Unsent): void;
  freshen(seq: number): Promise<void>;
  /** Opens a transition, where that can be done. */
  open?: ((link: LinkView) => unknown) | undefined;
  discard(unsent: Unsent): void;
  /** Shows what a message said before it was edited or deleted, to whoever may read that. */
  former?: ((event: Spoken) => void) | undefined;
}

export function Bubble({ line, acts }: { line: SpokenLine; acts: BubbleActs }) {
  const { t } = useTranslation();
  const { event, ours, joined, name, changing } = line;
  const deleted = "deleted" in event.body && event.body.deleted === true;
  const silent = (deleted && acts.former === undefined) || event.kind === "prompt";
  const press = usePress((at) => acts.menu(event, at));
  return (
    <div className={css.row} data-ours={ours || undefined} data-joined={joined || undefined}>
      <div className={css.stack}>
        <Author name={name} ours={ours && !joined} />
        <div
          className={css.bubble}
          data-testid="bubble"
          data-seq={event.seq}
          data-bot={event.by.kind === "bot" || undefined}
          data-gone={deleted || undefined}
          data-faint={isOnItsWay(changing) || undefined}
          data-failed={changing?.status === "refused" || undefined}
          {...(silent ? {} : press)}
        >
          {deleted ? (
            t("message.deleted")
          ) : (
            <>
              {line.answered === null ? null : <Quote answered={line.answered} acts={acts} />}
              <Contents event={event} changing={changing} freshen={acts.freshen} open={acts.open} />
            </>
          )}
          <SpokenMeta line={line} deleted={deleted} />
        </div>
        <Tags line={line} pick={acts.pick} proposed={acts.proposed} />
        <RefusedEdit changing={changing} deleted={deleted} acts={acts} />
      </div>
      {silent ? null : <Actions open={(at) => acts.menu(event, at)} />}
    </div>
  );
}

function isOnItsWay(changing: Unsent | null): boolean {
  return changing !== null && changing.status !== "refused";
}

interface RefusedEditProps {
  changing: Unsent | null;
  deleted: boolean;
  acts: BubbleActs;
}

function RefusedEdit({ changing, deleted, acts }: RefusedEditProps) {
  if (changing?.status !== "refused") {
    return null;
  }
  return (
    <>
      {/* Where the bubble says that the message is gone, the words stand below it. */}
      {deleted && changing.write.type === "edit" ? <Words text={changing.write.text} /> : null}
      <Refused unsent={changing} acts={acts} />
    </>
  );
}

/** Whose words these are. One's own stand on one's own side; whoever only hears them is told. */
function Author({ name, ours }: { name: string | null; ours: boolean }) {
  const { t } = useTranslation();
  if (name !== null) {
    return <div className={css.name}>{name}</div>;
  }
  return ours ? <span className="visually-hidden">{t("message.own")}</span> : null;
}

function SpokenMeta({ line, deleted }: { line: SpokenLine; deleted: boolean }) {
  const { t, i18n } = useTranslation();
  const { event, tick, changing } = line;
  const edited = event.kind === "message" && event.body.edited !== undefined;
  return (
    <Meta>
      {changing === null || changing.status === "refused" ? null : (
        <span>{t("message.changing")}</span>
      )}
      {edited ? <span>{t("message.edited")}</span> : null}
      <time dateTime={event.at}>{clockTime(event.at, i18n.language)}</time>
      {tick === null || deleted ? null : (
        <Ticks
          read={tick === "read"}
          label={t(tick === "read" ? "message.read" : "message.sent")}
        />
      )}
    </Meta>
  );
}

/** The way to the actions for a mouse that hovers and for the keyboard. */
function Actions({ open }: { open(at: { x: number; y: number }): void }) {
  const { t } = useTranslation();
  return (
    <ActionIcon
      className={css.more ?? ""}
      variant="subtle"
      color="gray"
      size="sm"
      radius="xl"
      aria-label={t("message.actions")}
      onClick={(click) => {
        const { left, bottom } = click.currentTarget.getBoundingClientRect();
        open({ x: left, y: bottom });
      }}
    >
      <IconMore size={16} />
    </ActionIcon>
  );
}

interface ContentsProps {
  event: Spoken;
  changing: Unsent | null;
  freshen: BubbleActs["freshen"];
  open: BubbleActs["open"];
}

function Contents({ event, changing, freshen, open }: ContentsProps) {
  const edit = changing?.write.type === "edit" ? changing.write.text : null;
  const { body } = event;
  return (
    <>
      {"title" in body && body.title ? <div className={css.title}>{body.title}</div> : null}
      {"file" in body && body.file !== undefined ? (
        <FileCard file={body.file} freshen={() => freshen(event.seq)} />
      ) : null}
      {"link" in body && body.link !== undefined ? <LinkCard link={body.link} open={open} /> : null}
      <Words text={edit ?? ("text" in body ? (body.text ?? "") : "")} />
    </>
  );
}

/** What was said, under what it answers. */
export function Words({ text }: { text: string }) {
  const said = quotedOf(text);
  return (
    <>
      {said.quote === "" ? null : (
        <blockquote className={css.quote} dir="auto">
          {said.quote}
        </blockquote>
      )}
      <span className={css.text} dir="auto">
        {piecesOf(said.text).map(({ text, href }, at) =>
          href === undefined ? (
            text
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text, in order
            <a key={at} href={href} target="_blank" rel="noreferrer nofollow">
              {text}
            </a>
          ),
        )}
      </span>
    </>
  );
}

type TagsProps = Pick<BubbleActs, "pick" | "proposed"> & { line: SpokenLine };

function Tags({ line, pick, proposed }: TagsProps) {
  const { event, standing, picking } = line;
  if (event.kind !== "prompt" || !standing || pick === undefined) {
    return null;
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings its own box, this is a row of buttons
    <div className={css.tags} role="group" aria-label={event.body.text} data-testid="tags">
      {event.body.tags.map((tag) => (
        <Button
          key={tag.id}
          variant={proposed === tag.id ? "light" : "outline"}
          radius="xl"
          size="sm"
          {...(proposed === tag.id ? { "aria-current": true } : { bg: "var(--chat-theirs)" })}
          // A second press while the first is on its way would be refused, as if it had failed.
          loading={picking === tag.id}
          disabled={picking !== null}
          onClick={() => pick(event.seq, tag.id)}
        >
          {tag.text}
        </Button>
      ))}
    </div>
  );
}

export function Meta({ children }: { children: ReactNode }) {
  return <span className={css.meta}>{children}</span>;
}

export function TypingBubble({ name }: { name: string }) {
  const { t } = useTranslation();
  return (
    <div className={css.row} data-testid="typing">
      <div className={css.stack}>
        <div className={css.bubble}>
          <span className={css.dots} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span className="visually-hidden">{t("typing.somebody", { name })}</span>
        </div>
      </div>
    </div>
  );
}
