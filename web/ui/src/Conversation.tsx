/** How is a whole conversation read: from the newest, back to the first, without a jump? */

import {
  type LinkView,
  mayDelete,
  mayEdit,
  type Side,
  type ThreadState,
  type Unsent,
} from "@chatserver/protocol";
import { ActionIcon, Loader } from "@mantine/core";
import {
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { Virtuoso, type VirtuosoHandle } from "react-virtuoso";
import { Bubble, type BubbleActs, TypingBubble, UnsentBubble } from "./Bubble.tsx";
import css from "./conversation.module.css";
import { IconDown } from "./icons.tsx";
import { type Happened, type Line, linesOf, type Spoken, seqOf } from "./lines.ts";
import { type Asked, MessageMenu } from "./MessageMenu.tsx";
import { tellFailure } from "./sentences.ts";
import { useClient, useLooking } from "./state.tsx";
import { dayName } from "./times.ts";

/** High enough that no conversation is prepended below zero. */
const BASE = 1_000_000;

/** Made once: a component made anew at each drawing would be mounted anew too. */
const EDGES = {
  Header: ({ context }: { context?: { loading: boolean } }) => {
    const { t } = useTranslation();
    return (
      <div className={css.older}>
        {context?.loading === true ? (
          <Loader size="xs" type="dots" aria-label={t("older.loading")} />
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
  /** Opens a transition of a message. */
  open?: (link: LinkView) => void;
}

export function Conversation(props: ConversationProps) {
  const { state, side, administrator, tell, edit, reply, pick, open } = props;
  const client = useClient();
  const { t, i18n } = useTranslation();
  const me = client.user?.id;
  const lines = useMemo(() => linesOf(state, side, me), [state, side, me]);
  const list = useRef<VirtuosoHandle>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  // Told anew as soon as it is known where the list stands.
  const [atBottom, setAtBottom] = useState((props.found ?? null) === null);
  const firstItemIndex = useFirstIndex(lines);
  const sought = useFound(props.found ?? null, state, lines, () => setAtBottom(false));
  const staying = atBottom && !sought.seeking && sought.shown === null;
  const scroller = useRef<HTMLElement | null>(null);
  const { frame, grown } = useStaying(list, scroller, staying);
  const seen = useSeen(state, lines, staying, sought.seeking);
  const follow = useFollowOwn(lines, list);

  const focus = useFocusBack(scroller);

  const acts: BubbleActs = {
    menu: (event, at) => {
      focus.remember();
      setAsked({ event, at });
    },
    pick,
    open,
    retry: (unsent: Unsent) => client.retry(state.id, unsent.key),
    discard: (unsent: Unsent) => client.discard(state.id, unsent.key),
    freshen: (seq) => client.freshen(state.id, seq),
  };
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
      {lines.length === 0 ? null : (
        <Virtuoso
          key={sought.turn}
          ref={list}
          scrollerRef={(element) => {
            scroller.current = element instanceof HTMLElement ? element : null;
          }}
          className={css.list ?? ""}
          data={lines}
          firstItemIndex={firstItemIndex}
          initialTopMostItemIndex={begins(lines, props.found ?? null)}
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
                <LineView line={line} acts={acts} tell={tell} />
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
        close={() => setAsked(null)}
        leave={focus.restore}
      />
    </div>
  );
}

interface LineViewProps {
  line: Exclude<Line, { kind: "day" }>;
  acts: BubbleActs;
  tell(event: Happened): ReactNode;
}

function LineView({ line, acts, tell }: LineViewProps) {
  switch (line.kind) {
    case "spoken":
      return <Bubble line={line} acts={acts} />;
    case "unsent":
      return <UnsentBubble unsent={line.unsent} joined={line.joined} acts={acts} />;
    case "typing":
      return <TypingBubble name={line.name} />;
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

/** The focus goes back to where it was; to the conversation, where that goes with a message. */
function useFocusBack(scroller: RefObject<HTMLElement | null>) {
  const before = useRef<Element | null>(null);
  return {
    remember: () => {
      before.current = document.activeElement;
    },
    restore: (removed: boolean) => {
      const { current: element } = before;
      const goes = element === document.body || (removed && scroller.current?.contains(element));
      const stays = !goes && element instanceof HTMLElement && element.isConnected;
      (stays ? element : scroller.current)?.focus();
    },
  };
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

/** Whoever stands at the end stays there when the keyboard or a bar takes room away. */
function useStaying(
  list: RefObject<VirtuosoHandle | null>,
  scroller: RefObject<HTMLElement | null>,
  atBottom: boolean,
) {
  const frame = useRef<HTMLDivElement>(null);
  const staying = useRef(atBottom);
  staying.current = atBottom;
  useEffect(() => {
    if (frame.current === null) {
      return undefined;
    }
    let height = frame.current.clientHeight;
    const observer = new ResizeObserver(([entry]) => {
      const next = entry?.contentRect.height ?? height;
      if (next < height && staying.current) {
        // The list itself would reckon with the height that it had.
        scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
      }
      height = next;
    });
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, [scroller]);
  // The last message grows when the server's own words of it come: a file shows its size, a picture
  // its place.
  const grown = () => {
    if (staying.current) {
      list.current?.scrollToIndex({ index: "LAST", align: "end" });
    }
  };
  return { frame, grown };
}

/** Tells the server what has been before the person's eyes, and nothing else. */
function useSeen(
  state: ThreadState,
  lines: readonly Line[],
  atBottom: boolean,
  passing: boolean,
): (end: number) => void {
  const client = useClient();
  const looking = useLooking();
  const end = useRef(0);
  const tell = useCallback(() => {
    const seen = atBottom ? state.log.last : newestUpTo(lines, end.current);
    // On the way to another message nothing is read.
    if (!passing && looking && state.phase === "current" && seen > 0) {
      client.read(state.id, seen);
    }
  }, [client, looking, passing, atBottom, lines, state.id, state.phase, state.log.last]);
  useEffect(tell, [tell]);
  return (index) => {
    end.current = index;
    tell();
  };
}

function newestUpTo(lines: readonly Line[], end: number): number {
  for (let i = Math.min(end, lines.length - 1); i >= 0; i -= 1) {
    const seq = seqOf(lines[i]);
    if (seq > 0) {
      return seq;
    }
  }
  return 0;
}

/** Where a list begins that is drawn first: at what is looked for, or at the end. */
function begins(lines: readonly Line[], found: { seq: number } | null) {
  const index = found === null ? -1 : lines.findIndex((line) => seqOf(line) === found.seq);
  return index < 0 ? Math.max(0, lines.length - 1) : ({ index, align: "center" } as const);
}

/** Events of a page on the way to a message that was looked for. */
const FAR = 200;
/** How long it stands out then. */
const SHOWN_MS = 3_000;

interface Sought {
  /** It is not on the screen yet. */
  seeking: boolean;
  /** The message that stands out. */
  shown: number | null;
  /** The list is drawn anew with each, so that it begins there whatever came before. */
  turn: number;
}

/**
 * Goes to a message that was looked for, back through the pages before it, and lets it stand out
 * for a moment.
 */
function useFound(
  found: { seq: number } | null,
  state: ThreadState,
  lines: readonly Line[],
  leaveEnd: () => void,
): Sought {
  const client = useClient();
  const [done, setDone] = useState<{ seq: number } | null>(null);
  const [shown, setShown] = useState<{ seq: number } | null>(null);
  const [turn, setTurn] = useState(0);
  const drawn = useRef(false);
  const leave = useRef(leaveEnd);
  leave.current = leaveEnd;
  const there = found !== null && lines.some((line) => seqOf(line) === found.seq);
  const empty = lines.length === 0;
  const seeking = found !== null && found !== done;
  const { phase, loadingOlder } = state;
  const { more } = state.log;
  useEffect(() => {
    // A list that is drawn first begins there by itself.
    const begun = !drawn.current;
    drawn.current = !empty;
    if (!seeking || empty || phase !== "current") {
      return;
    }
    if (!there && more) {
      if (!loadingOlder) {
        void client.older(state.id, FAR);
      }
      return;
    }
    setDone(found);
    if (there) {
      setShown(found);
      if (!begun) {
        setTurn((last) => last + 1);
        leave.current();
      }
    }
  }, [client, found, seeking, empty, there, more, loadingOlder, phase, state.id]);
  useEffect(() => {
    if (shown === null) {
      return undefined;
    }
    const timer = setTimeout(() => setShown(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  return { seeking, shown: shown?.seq ?? null, turn };
}

/** New lines are followed by whoever stands at the end, and always when they are one's own. */
function useFollowOwn(lines: readonly Line[], list: { current: VirtuosoHandle | null }) {
  const own = lines.findLast((line) => line.kind === "unsent")?.id;
  useEffect(() => {
    if (own !== undefined) {
      list.current?.scrollToIndex({ index: "LAST", align: "end" });
    }
  }, [own, list]);
  return (isAtBottom: boolean) => (isAtBottom ? ("auto" as const) : false);
}
