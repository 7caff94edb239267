/** What does a reader see of a chat's log after each frame? Pure: a log and a frame in, a log out. */

import type { Chat, ChatEvent, MessageBody, Prompt, Watched } from "./frames.ts";

/** What became of a message later; kept for messages that are not loaded (yet). */
interface Amendment {
  version: number;
  text?: string;
  at: string;
  deleted: boolean;
}

export interface Log {
  /** Without a hole, ascending, ending at `last`; messages as they stand now. */
  readonly events: readonly ChatEvent[];
  readonly last: number;
  /** Whether older events than the first of `events` exist. */
  readonly more: boolean;
  readonly amendments: ReadonlyMap<number, Amendment>;
}

export const EMPTY: Log = { events: [], last: 0, more: false, amendments: new Map() };

/** The log with one event more; `"hole"` when events before it never came. */
export function applied(log: Log, event: ChatEvent): Log | "hole" {
  if (event.seq <= log.last) {
    return log;
  }
  return event.seq === log.last + 1 ? extended(log, [event]) : "hole";
}

/** The log after an answer to `chat.watch`: joined where it fits, begun anew where it does not. */
export function caughtUp(log: Log, watched: Watched): Log {
  const events = watched.events ?? [];
  const first = events[0];
  const joins = watched.gap === undefined && (first === undefined || first.seq <= log.last + 1);
  if (!joins || log.last === 0) {
    const fresh = extended({ ...EMPTY, last: (first?.seq ?? watched.last + 1) - 1 }, events);
    return { ...fresh, more: watched.more };
  }
  return extended(
    log,
    events.filter((event) => event.seq > log.last),
  );
}

/** The log with a page of older events before it; a page that does not fit is not taken. */
export function prepended(log: Log, older: readonly ChatEvent[], more: boolean): Log {
  const first = log.events[0];
  const end = older.at(-1);
  if (first === undefined || (end !== undefined && end.seq !== first.seq - 1)) {
    return log;
  }
  // The page may have been read before an edit whose event came first.
  const amendments = new Map(log.amendments);
  for (const event of older) {
    note(amendments, event);
  }
  const standing = older.map((event) => standingAs(event, amendments));
  return { ...log, amendments, events: [...standing, ...log.events], more };
}

/** The log with newer copies of events that it holds: their links were made later. */
export function renewed(log: Log, copies: readonly ChatEvent[]): Log {
  const bySeq = new Map(copies.map((copy) => [copy.seq, copy]));
  const events = log.events.map((event) => {
    const copy = bySeq.get(event.seq);
    return copy === undefined ? event : standingAs(copy, log.amendments);
  });
  return { ...log, events };
}

/** The log with the topics that a standing prompt offers by now: nothing tells of their change. */
export function reoffered(log: Log, prompt: number, body: Prompt): Log {
  const events = log.events.map((event) =>
    event.kind === "prompt" && event.seq === prompt ? { ...event, body } : event,
  );
  return { ...log, events };
}

function extended(log: Log, events: readonly ChatEvent[]): Log {
  if (events.length === 0) {
    return log;
  }
  const amendments = new Map(log.amendments);
  let amended = false;
  for (const event of events) {
    amended = note(amendments, event) || amended;
  }
  const all = [...log.events, ...events];
  return {
    ...log,
    amendments,
    events: amended ? all.map((event) => standingAs(event, amendments)) : all,
    last: events.at(-1)?.seq ?? log.last,
  };
}

function note(amendments: Map<number, Amendment>, event: ChatEvent): boolean {
  if (event.kind === "deleted") {
    amendments.set(event.body.target, {
      version: Number.MAX_SAFE_INTEGER,
      at: event.at,
      deleted: true,
    });
    return true;
  }
  if (event.kind !== "edited" || event.body.text === undefined) {
    return false;
  }
  const { target, text, version } = event.body;
  if ((amendments.get(target)?.version ?? 0) < version) {
    amendments.set(target, { version, text, at: event.at, deleted: false });
  }
  return true;
}

function standingAs(event: ChatEvent, amendments: ReadonlyMap<number, Amendment>): ChatEvent {
  if (event.kind === "edited") {
    const gone = amendments.get(event.body.target)?.deleted === true;
    return gone && event.body.text !== undefined
      ? { ...event, body: { target: event.body.target, version: event.body.version } }
      : event;
  }
  if (event.kind === "greeting" || event.kind === "autoreply" || event.kind === "dialog.closed") {
    return amendments.get(event.seq)?.deleted === true ? unsaid(event) : event;
  }
  if (event.kind !== "message" || event.body.deleted) {
    return event;
  }
  const amendment = amendments.get(event.seq);
  if (amendment === undefined) {
    return event;
  }
  return { ...event, body: amendedBody(event.body, amendment) };
}

/** What stays of words that were said in an employee's name, and taken back. */
function unsaid(event: Extract<ChatEvent, { kind: "greeting" | "autoreply" | "dialog.closed" }>) {
  if (event.kind !== "dialog.closed") {
    return { ...event, body: { text: "", deleted: true } };
  }
  const { text: _, ...body } = event.body;
  return { ...event, body: { ...body, deleted: true } };
}

function amendedBody(body: MessageBody, amendment: Amendment): MessageBody {
  if (amendment.deleted) {
    return { deleted: true };
  }
  if (amendment.text === undefined || (body.edited?.version ?? 0) >= amendment.version) {
    return body;
  }
  const { version, at, text } = amendment;
  return { ...body, text, edited: { version, at } };
}

/**
 * Whether an employee has answered the client in the last dialog: whom nobody has answered nobody
 * asks how it was. Of a dialog that begins before all that is here it is taken for granted.
 */
export function isAnswered(log: Log): boolean {
  const opened = log.events.findLastIndex(({ kind }) => kind === "dialog.opened");
  if (opened < 0 && log.more) {
    return true;
  }
  const dialog = log.events.slice(opened + 1);
  const said = dialog.findIndex(
    ({ kind, by }) => by.kind === "client" && (kind === "message" || kind === "tag"),
  );
  return (
    said >= 0 &&
    dialog.slice(said).some(({ kind, by }) => kind === "message" && by.kind === "staff")
  );
}

/** The chat's card after an event that is newer than the card. */
export function evolved(chat: Chat, event: ChatEvent): Chat {
  if (event.seq <= chat.last) {
    return chat;
  }
  const moved = event.kind === "dialog.rated" ? chat.updated_at : event.at;
  const next: Chat = { ...chat, last: event.seq, updated_at: moved };
  switch (event.kind) {
    case "dialog.opened":
      return { ...next, dialog: event.body.dialog, state: "staff" };
    case "prompt":
      return { ...next, state: "bot", prompt: { seq: event.seq, expires_at: "" } };
    case "assigned":
      return assignedTo(next, event.body);
    case "dialog.closed":
      return { ...withoutPrompt(next), state: "closed" };
    default:
      return next;
  }
}

function assignedTo(chat: Chat, body: Extract<ChatEvent, { kind: "assigned" }>["body"]): Chat {
  const { department, staff, ...rest } = withoutPrompt(chat);
  return {
    ...rest,
    state: "staff",
    assignment: body.assignment,
    ...(body.department === undefined ? {} : { department: body.department }),
    ...(body.staff === undefined ? {} : { staff: body.staff }),
  };
}

function withoutPrompt(chat: Chat): Chat {
  const { prompt, ...rest } = chat;
  return rest;
}
