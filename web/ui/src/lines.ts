/** Which lines does a conversation show, and how does each look to the side that reads it? */

import {
  type ChatEvent,
  type Note,
  type Side,
  standing,
  type ThreadState,
  type Unsent,
} from "@chatserver/protocol";
import { dayOf } from "./times.ts";

type Of<K extends ChatEvent["kind"]> = Extract<ChatEvent, { kind: K }>;

/** Words that stand in a bubble. */
export type Spoken = Of<"message" | "greeting" | "prompt" | "tag" | "autoreply" | "dialog.closed">;

/** Things that happened, told in a quiet line between the bubbles. */
export type Happened = Of<"assigned" | "dialog.opened" | "dialog.closed" | "dialog.rated">;

/** The end of a dialog at which the client is asked how it was, and what they said last. */
export interface AskedLine {
  kind: "asked";
  id: string;
  event: Of<"dialog.closed">;
  rated: { score: number; comment?: string } | null;
  /** It was not taken: what they said stands here, and nowhere else. */
  refused: Unsent | null;
}

/** What a message replies to; `event` null: it is older than all that are here. */
export interface Answered {
  seq: number;
  event: Spoken | null;
}

export type Line =
  | { kind: "day"; id: string; at: string }
  | {
      kind: "spoken";
      id: string;
      event: Spoken;
      /** On the reader's own side of the screen. */
      ours: boolean;
      /** Told above the bubble; null where it is plain who speaks. */
      name: string | null;
      /** Only what a person wrote on our side has ticks. */
      tick: "sent" | "read" | null;
      /** Follows another bubble of the same author closely. */
      joined: boolean;
      /** For a prompt: its tags may be picked now. */
      standing: boolean;
      /** For a prompt: the tag whose pick is still on its way. */
      picking: string | null;
      /** A change of this message that is still on its way. */
      changing: Unsent | null;
      answered: Answered | null;
    }
  | { kind: "happened"; id: string; event: Happened }
  | AskedLine
  | { kind: "unsent"; id: string; unsent: Unsent; joined: boolean; answered: Answered | null }
  | {
      /** What an employee wrote for colleagues; a client's screen has none. */
      kind: "aside";
      id: string;
      at: string;
      name: string;
      /** Null: it was deleted. */
      text: string | null;
      /** As it is stored; null while it is on its way. */
      note: Note | null;
      unsent: Unsent | null;
    }
  | { kind: "typing"; id: string; name: string };

/** Bubbles of one author within this time stand together. */
const TOGETHER_MS = 5 * 60_000;

const SPOKEN = new Set<string>(["message", "greeting", "prompt", "tag", "autoreply"]);
const HAPPENED = new Set<string>(["assigned", "dialog.opened", "dialog.closed", "dialog.rated"]);

/** The whole conversation as lines, oldest first. */
export function linesOf(state: ThreadState, side: Side, me?: string): Line[] {
  const changing = new Map<number, Unsent>();
  for (const unsent of state.unsent) {
    if (unsent.write.type === "edit" || unsent.write.type === "delete") {
      changing.set(unsent.write.seq, unsent);
    }
  }
  const lines: Line[] = [];
  const notes = standing(state.notes, state.log);
  let before: Spoken | null = null;
  let day: DayLine | null = null;
  const begin = (at: string) => {
    if (isLaterDay(at, day)) {
      day = dayLine(at);
      lines.push(day);
      before = null;
    }
  };
  const asides = (upTo: number) => {
    for (let note = notes[0]; note !== undefined && note.after < upTo; note = notes[0]) {
      begin(note.at);
      lines.push(aside(note));
      before = null;
      notes.shift();
    }
  };
  for (const event of state.log.events) {
    asides(event.seq);
    if (!isShown(event, side)) {
      continue;
    }
    begin(event.at);
    if (isSpoken(event)) {
      lines.push(spoken(event, state, { side, me, before, changing: changing.get(event.seq) }));
      before = event;
    }
    if (isHappened(event)) {
      lines.push({ kind: "happened", id: `h${event.seq}`, event }, ...askedBy(event, state, side));
      before = null;
    }
  }
  asides(Number.POSITIVE_INFINITY);
  return [...lines, ...unsentLines(state, before, day, { side, me }), ...typingLines(state)];
}

type DayLine = Extract<Line, { kind: "day" }>;

function dayLine(at: string): DayLine {
  return { kind: "day", id: `day-${dayOf(at)}`, at };
}

/**
 * Whether a day has begun since the last that has a line. Times may go back: what comes behind a
 * note may be a moment older, and the clock that tells when something unsent was written be slow.
 */
function isLaterDay(at: string, last: DayLine | null): boolean {
  return last === null || (dayOf(at) !== dayOf(last.at) && Date.parse(at) > Date.parse(last.at));
}

/** The newest event that a line stands for. */
export function seqOf(line: Line | undefined): number {
  const stands = line?.kind === "spoken" || line?.kind === "happened" || line?.kind === "asked";
  return stands ? line.event.seq : 0;
}

export function isSpoken(event: ChatEvent): event is Spoken {
  // A dialog ends with a text, save when time ended it.
  return (
    SPOKEN.has(event.kind) || (event.kind === "dialog.closed" && event.body.text !== undefined)
  );
}

function isHappened(event: ChatEvent): event is Happened {
  // The first opening says nothing that the greeting does not say better.
  return HAPPENED.has(event.kind) && !(event.kind === "dialog.opened" && event.seq === 1);
}

function isShown(event: ChatEvent, side: Side): boolean {
  // What clients have said of a dialog stands at its end, on their own screens.
  const apart = event.kind === "dialog.rated" && side === "client";
  return !apart && (isSpoken(event) || isHappened(event));
}

function askedBy(event: Happened, state: ThreadState, side: Side): AskedLine[] {
  return event.kind === "dialog.closed" && event.body.asks === true && side === "client"
    ? [{ kind: "asked", id: `a${event.seq}`, event, ...ratedAt(event.seq, state) }]
    : [];
}

function aside(note: Note): Line {
  const { at, by, text = null } = note;
  return { kind: "aside", id: note.key, at, name: by.name, text, note, unsent: null };
}

interface Around {
  side: Side;
  me: string | undefined;
  before: Spoken | null;
  changing: Unsent | undefined;
}

function spoken(event: Spoken, state: ThreadState, { side, me, before, changing }: Around): Line {
  const ours = (event.by.kind === "client") === (side === "client");
  const reader: Side = side === "client" ? "staff" : "client";
  const person = event.by.kind === side && (event.kind === "message" || event.kind === "tag");
  const joined = before !== null && together(before, event);
  const tick = event.seq <= state.marks[reader] ? "read" : "sent";
  return {
    kind: "spoken",
    id: `e${event.seq}`,
    event,
    ours,
    tick: person ? tick : null,
    joined,
    name: joined || event.by.name === "" || (person && event.by.id === me) ? null : event.by.name,
    standing:
      event.kind === "prompt" &&
      state.chat?.state === "bot" &&
      state.chat.prompt?.seq === event.seq,
    picking: event.kind === "prompt" ? pickOf(event.seq, state.unsent) : null,
    changing: changing ?? null,
    answered: answeredBy(event, state),
  };
}

function answeredBy(event: Spoken, state: ThreadState): Answered | null {
  const seq = event.kind === "message" ? event.body.reply : undefined;
  return seq === undefined ? null : answeredAt(seq, state);
}

function answeredAt(seq: number, { log }: ThreadState): Answered {
  const found = log.events.find((event) => event.seq === seq);
  return { seq, event: found !== undefined && isSpoken(found) ? found : null };
}

/** What is on its way counts already. */
function ratedAt(seq: number, { log, unsent }: ThreadState): Pick<AskedLine, "rated" | "refused"> {
  const going = unsent.findLast(({ write }) => write.type === "dialog.rate" && write.seq === seq);
  if (going?.write.type === "dialog.rate") {
    return { rated: going.write, refused: going.status === "refused" ? going : null };
  }
  const said = log.events.findLast(
    (event) => event.kind === "dialog.rated" && event.body.target === seq,
  );
  return { rated: said?.kind === "dialog.rated" ? said.body : null, refused: null };
}

function pickOf(prompt: number, unsent: readonly Unsent[]): string | null {
  for (const { write } of unsent) {
    if (write.type === "tag.pick" && write.prompt === prompt) {
      return write.tag;
    }
  }
  return null;
}

function together(before: Pick<Spoken, "by" | "at">, event: Pick<Spoken, "by" | "at">): boolean {
  return (
    before.by.kind === event.by.kind &&
    before.by.id === event.by.id &&
    Date.parse(event.at) - Date.parse(before.at) < TOGETHER_MS
  );
}

/** They stand as they will when they are sent: nothing moves when they are. */
function unsentLines(
  state: ThreadState,
  spoken: Spoken | null,
  today: DayLine | null,
  { side, me }: { side: Side; me: string | undefined },
): Line[] {
  const lines: Line[] = [];
  let before: Pick<Spoken, "by" | "at"> | null = spoken;
  let day = today;
  for (const entry of state.unsent) {
    if (entry.write.type !== "send" && entry.write.type !== "note") {
      continue;
    }
    const at = entry.at ?? new Date(entry.madeAt).toISOString();
    // One that was refused is sent today, if at all.
    if (entry.status !== "refused" && isLaterDay(at, day)) {
      day = dayLine(at);
      lines.push(day);
      before = null;
    }
    if (entry.write.type === "note") {
      const { text } = entry.write;
      lines.push({ kind: "aside", id: entry.key, at, name: "", text, note: null, unsent: entry });
      before = null;
      continue;
    }
    const ours = { by: { kind: side, id: me ?? before?.by.id ?? "", name: "" }, at };
    const joined = before !== null && together(before, ours);
    const { reply } = entry.write;
    const answered = reply === undefined ? null : answeredAt(reply, state);
    lines.push({ kind: "unsent", id: entry.key, unsent: entry, joined, answered });
    before = ours;
  }
  return lines;
}

function typingLines(state: ThreadState): Line[] {
  const first = state.typing[0];
  return first === undefined ? [] : [{ kind: "typing", id: "typing", name: first.name }];
}
