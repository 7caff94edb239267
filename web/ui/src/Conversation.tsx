/** How is a whole conversation read: from the newest, back to the first, without a jump? */

import {
  type LinkView,
  mayDelete,
  mayDeleteNote,
  mayEdit,
  type Side,
  type ThreadState,
  type Unsent,
} from "@chatserver/protocol";
import { ActionIcon, Loader } from "@mantine/core";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Virtuoso, type VirtuosoHandle } from "react-virtuoso";
import { type AsideActs, AsideBubble } from "./AsideBubble.tsx";
import { Bubble, type BubbleActs, TypingBubble } from "./Bubble.tsx";
import css from "./conversation.module.css";
import { IconDown } from "./icons.tsx";
import { type Happened, isSpoken, type Line, linesOf, type Spoken, seqOf } from "./lines.ts";
import { type Asked, MessageMenu } from "./MessageMenu.tsx";
import { Rating } from "./Rating.tsx";
import { tellFailure } from "./sentences.ts";
import { useClient, useToday } from "./state.tsx";
import { dayName } from "./times.ts";
import { UnsentBubble } from "./UnsentBubble.tsx";
import { useFollowOwn, useStaying } from "./useEnd.ts";
import { useFocusBack } from "./useFocusBack.ts";
import { begins, useFound } from "./useFound.ts";
import { type RatingActs, useRating } from "./useRating.ts";
import { useSeen } from "./useSeen.ts";

/** High enough that no conversation is prepended below zero. */
const BASE = 1_000_000;

/** Made once: a component made anew at each drawing would be mounted anew too. */
const EDGES = {
  Header: ({ context }: { context?: { loading: boolean } }) => {
    const { t } = useTranslation();
    return (
      <div className={css.older}>
        {context?.loading === true ? (
          <Loader size="xs" type="dots" role="status" aria-label={t("older.loading")} />
        ) : null}
      </div>
    );
  },
  Footer: () => <div className={css.edge} />,
};

interface ConversationProps {
  state: ThreadState;
  side: Side;
  administrator?: boolean;
  /** A message to show, wherever it stands; another object asks once more. */
  found?: { seq: number } | null;
  /** How a thing that happened is told on this screen; null leaves it out. */
  tell(event: Happened): ReactNode;
  edit(event: Spoken): void;
  reply?: ((event: Spoken) => void) | undefined;
  pick?: (prompt: number, tag: string) => void;
  proposed?: string | undefined;
  /** Opens a transition of a message. */
  open?: (link: LinkView) => unknown;
  /** Shows what a message said before, where that may be read. */
  former?: ((event: Spoken) => void) | undefined;
  /** Whether this person may write here, and so take a note of their own back. */
  writable?: boolean;
}

export function Conversation(props: ConversationProps) {
  const { state, side, administrator, tell, edit, reply, pick, proposed, open, former } = props;
  const client = useClient();
  const { t, i18n } = useTranslation();
  useToday();
  const me = client.user?.id;
  const lines = useMemo(() => linesOf(state, side, me), [state, side, me]);
  const list = useRef<VirtuosoHandle>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const { found, show } = useShown(state.id, props.found ?? null);
  // Told anew as soon as it is known where the list stands.
  const [atBottom, setAtBottom] = useState(found === null);
  const firstItemIndex = useFirstIndex(lines);
  const sought = useFound(found, state, lines, () => setAtBottom(false));
  const staying = atBottom && !sought.seeking && sought.shown === null;
  const scroller = useRef<HTMLElement | null>(null);
  const { frame, grown } = useStaying(list, scroller, staying);
  const seen = useSeen(state, lines, staying, sought.seeking);
  const follow = useFollowOwn(lines, list);

  const focus = useFocusBack(scroller);

  const look = useLook(state.id);
  useEffect(() => {
    // The quotation that led here has gone with the list that was drawn anew.
    if (sought.turn > 0 && document.activeElement === document.body) {
      scroller.current?.focus({ preventScroll: true });
    }
  }, [sought.turn]);
  const acts: BubbleActs & AsideActs = {
    look,
    show,
    menu: (event, at) => {
      focus.remember();
      setAsked({ event, at });
    },
    pick,
    proposed,
    open,
    retry: (unsent: Unsent) => client.retry(state.id, unsent.key),
    discard: (unsent: Unsent) => client.discard(state.id, unsent.key),
    freshen: (seq) => client.freshen(state.id, seq),
    former,
    mayRemoveNote: (note) => props.writable === true && mayDeleteNote(note, around()),
    removeNote: (note) => void client.deleteNote(state.id, note.n).catch(tellFailure),
    focus,
  };
  const rating = useRating(state.id);
  const around = useCallback(
    () => ({
      user: client.user ?? { id: "", kind: side, name: "", org: { id: "", name: "" } },
      marks: state.marks,
      now: client.now(),
      editS: client.limits?.edit_s ?? 0,
      administrator: administrator ?? false,
    }),
    [client, state.marks, side, administrator],
  );
  const remove = (event: Spoken) => {
    client.write({ type: "delete", chat: state.id, seq: event.seq }).settled.catch(tellFailure);
  };

  return (
    <div
      ref={frame}
      className={css.frame}
      role="log"
      aria-label={t("conversation")}
      data-testid="conversation"
    >
      {lines.length === 0 ? (
        <Coming on={state.phase !== "current"} />
      ) : (
        <Virtuoso
          key={sought.turn}
          ref={list}
          scrollerRef={(element) => {
            scroller.current = element instanceof HTMLElement ? element : null;
          }}
          className={css.list ?? ""}
          data={lines}
          firstItemIndex={firstItemIndex}
          initialTopMostItemIndex={begins(lines, found)}
          alignToBottom
          computeItemKey={(_index, line) => line.id}
          // It would also follow what grows while the list is still being measured.
          followOutput={sought.seeking || sought.shown !== null ? false : follow}
          atBottomThreshold={60}
          atBottomStateChange={setAtBottom}
          totalListHeightChanged={grown}
          // Heights are mended before the picture is drawn: without it, scrolling back jerks.
          skipAnimationFrameInResizeObserver
          defaultItemHeight={64}
          increaseViewportBy={{ top: 1600, bottom: 400 }}
          startReached={() => void client.older(state.id)}
          rangeChanged={({ endIndex }) => seen(endIndex - firstItemIndex)}
          components={EDGES}
          context={{ loading: state.loadingOlder }}
          itemContent={(_index, line) => (
            <div
              className={css.line}
              data-found={(sought.shown !== null && seqOf(line) === sought.shown) || undefined}
            >
              {line.kind === "day" ? (
                <div className={css.day}>
                  <span>{dayName(line.at, i18n.language, client.now())}</span>
                </div>
              ) : (
                <LineView line={line} acts={acts} rating={rating} tell={tell} />
              )}
            </div>
          )}
        />
      )}
      {atBottom ? null : (
        <ActionIcon
          className={css.newest ?? ""}
          variant="default"
          size={42}
          radius="xl"
          aria-label={t("scroll.newest")}
          onClick={() => list.current?.scrollToIndex({ index: "LAST", align: "end" })}
        >
          <IconDown />
          {state.marks.unread > 0 ? (
            <span className={css.newestCount}>{state.marks.unread}</span>
          ) : null}
        </ActionIcon>
      )}
      <MessageMenu
        asked={asked}
        mayEdit={asked !== null && mayEdit(asked.event, around())}
        mayDelete={asked !== null && mayDelete(asked.event, around())}
        edit={edit}
        reply={reply}
        remove={remove}
        former={former}
        close={() => setAsked(null)}
        leave={focus.restore}
      />
    </div>
  );
}

/** What is to be shown: what a search has found, or since then what a reply led to. */
function useShown(chat: string, searched: { seq: number } | null) {
  const [followed, setFollowed] = useState<{ seq: number; from: unknown[] } | null>(null);
  const still = followed?.from[0] === chat && followed.from[1] === searched;
  return {
    found: still ? followed : searched,
    show: (seq: number) => setFollowed({ seq, from: [chat, searched] }),
  };
}

/** Reads what replies are about that stand far from it, each once. */
function useLook(chat: string): (seq: number) => Promise<Spoken | null> {
  const client = useClient();
  const read = useRef(new Map<string, Promise<Spoken | null>>());
  return useCallback(
    (seq) => {
      const name = `${chat}/${seq}`;
      const known = read.current.get(name);
      if (known !== undefined) {
        return known;
      }
      const looking = client
        .look(chat, seq)
        .then((event) => (event !== null && isSpoken(event) ? event : null));
      read.current.set(name, looking);
      looking.catch(() => read.current.delete(name));
      return looking;
    },
    [client, chat],
  );
}

/** Over a slow line the first words may take a while. */
function Coming({ on }: { on: boolean }) {
  const { t } = useTranslation();
  return on ? (
    <div className={css.coming}>
      <Loader type="dots" role="status" aria-label={t("older.loading")} />
    </div>
  ) : null;
}

interface LineViewProps {
  line: Exclude<Line, { kind: "day" }>;
  acts: BubbleActs & AsideActs;
  rating: RatingActs;
  tell(event: Happened): ReactNode;
}

function LineView({ line, acts, rating, tell }: LineViewProps) {
  switch (line.kind) {
    case "spoken":
      return <Bubble line={line} acts={acts} />;
    case "unsent":
      return <UnsentBubble line={line} acts={acts} />;
    case "typing":
      return <TypingBubble name={line.name} />;
    case "aside":
      return <AsideBubble line={line} acts={acts} />;
    case "asked":
      return <Rating line={line} acts={rating} />;
    default:
      return <Note>{tell(line.event)}</Note>;
  }
}

function Note({ children }: { children: ReactNode }) {
  // An empty line would have no height, and the virtual list asks for one.
  return children === null ? (
    <div style={{ height: 1 }} />
  ) : (
    <div className={css.note} data-testid="note">
      <span>{children}</span>
    </div>
  );
}

/** The number of the first line, such that lines keep theirs when older ones come before them. */
function useFirstIndex(lines: readonly Line[]): number {
  const anchor = useRef<{ id: string; index: number } | null>(null);
  return useMemo(() => {
    const known = anchor.current;
    const at = known === null ? -1 : lines.findIndex((line) => line.id === known.id);
    if (known !== null && at >= 0) {
      return known.index - at;
    }
    const first = lines.findIndex((line) => line.kind === "spoken" || line.kind === "happened");
    const line = lines[first];
    anchor.current = line === undefined ? null : { id: line.id, index: BASE + first };
    return BASE;
  }, [lines]);
}
