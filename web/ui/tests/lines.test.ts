import {
  type ChatEvent,
  type EventBodies,
  type EventKind,
  NO_NOTES,
  type ThreadState,
} from "@chatserver/protocol";
import { expect, test } from "vitest";
import { type Line, linesOf } from "../src/lines.ts";

const NOON = Date.parse("2026-01-01T12:00:00");

function event<K extends EventKind>(
  seq: number,
  kind: K,
  body: EventBodies[K],
  by: "client" | "staff" | "bot" | "system" = "client",
  minutes = seq,
): ChatEvent {
  const at = new Date(NOON + minutes * 60_000).toISOString();
  const author = { kind: by, id: by, name: by === "system" ? "" : `${by}'s name` };
  return { type: "event", chat: "c", seq, kind, by: author, at, body } as ChatEvent;
}

function stateOf(events: ChatEvent[], more: Partial<ThreadState> = {}): ThreadState {
  return {
    id: "c",
    chat: null,
    log: { events, last: events.length, more: false, amendments: new Map() },
    notes: NO_NOTES,
    marks: { client: 0, staff: 0, unread: 0 },
    typing: [],
    viewers: [],
    unsent: [],
    phase: "current",
    loadingOlder: false,
    ...more,
  };
}

function kinds(lines: Line[]): string[] {
  return lines.map((line) => line.kind);
}

const HELLO = { text: "hello" };

test("each day begins with its name, edits and deletions have no line of their own", () => {
  const events = [
    event(1, "message", HELLO),
    event(2, "edited", { target: 1, text: "hello", version: 1 }),
    event(3, "deleted", { target: 1 }),
    event(4, "message", HELLO, "client", 24 * 60),
  ];
  expect(kinds(linesOf(stateOf(events), "client"))).toEqual(["day", "spoken", "day", "spoken"]);
});

test("what is not sent yet stands as it will when it is sent", () => {
  const by = { kind: "staff", id: "ann", name: "Ann" } as const;
  const said = { ...event(1, "message", HELLO, "staff"), by } as ChatEvent;
  const unsent = (minutes: number) =>
    ({
      key: `k${minutes}`,
      write: { type: "send", chat: "c", text: "hi" },
      madeAt: NOON + minutes * 60_000,
      status: "queued",
    }) as const;
  const stand = (minutes: number, me: string) =>
    linesOf(stateOf([said], { unsent: [unsent(minutes)] }), "staff", me)
      .slice(2)
      .map((line) => (line.kind === "unsent" ? line.joined : line.kind));
  expect(stand(2, "ann")).toEqual([true]);
  expect(stand(2, "bob")).toEqual([false]);
  expect(stand(7, "ann")).toEqual([false]);
  expect(stand(24 * 60, "ann")).toEqual(["day", false]);
});

test("only what a person of our side wrote has ticks: two when the other side read it", () => {
  const events = [
    event(1, "greeting", HELLO, "bot"),
    event(2, "message", HELLO),
    event(3, "message", HELLO),
    event(4, "message", HELLO, "staff"),
  ];
  const ticks = (side: "client" | "staff") =>
    linesOf(stateOf(events, { marks: { client: 4, staff: 2, unread: 0 } }), side).flatMap((line) =>
      line.kind === "spoken" ? [line.tick] : [],
    );
  expect(ticks("client")).toEqual([null, "read", "sent", null]);
  expect(ticks("staff")).toEqual([null, null, null, "read"]);
});

test("one's own name is not told, a colleague's and the bot's are", () => {
  const events = [event(1, "greeting", HELLO, "bot"), event(2, "message", HELLO, "staff")];
  const names = (me: string) =>
    linesOf(stateOf(events), "staff", me).flatMap((line) =>
      line.kind === "spoken" ? [line.name] : [],
    );
  expect(names("staff")).toEqual(["bot's name", null]);
  expect(names("another")).toEqual(["bot's name", "staff's name"]);
});

test("bubbles of one author stand together for five minutes", () => {
  const events = [
    event(1, "message", HELLO, "client", 0),
    event(2, "message", HELLO, "client", 4),
    event(3, "message", HELLO, "client", 10),
    event(4, "message", HELLO, "staff", 11),
  ];
  const joined = linesOf(stateOf(events), "client").flatMap((l) =>
    l.kind === "spoken" ? [l.joined] : [],
  );
  expect(joined).toEqual([false, true, false, false]);
});

test("a closing text is spoken and told, an end by time is only told", () => {
  const solved = event(1, "dialog.closed", { dialog: 1, reason: "solved", text: "bye" }, "staff");
  const timeout = event(1, "dialog.closed", { dialog: 1, reason: "timeout" }, "system");
  expect(kinds(linesOf(stateOf([solved]), "client"))).toEqual(["day", "spoken", "happened"]);
  expect(kinds(linesOf(stateOf([timeout]), "client"))).toEqual(["day", "happened"]);
});

test("how a dialog was stands at its end for the client, and where it was said for staff", () => {
  const end = { dialog: 1, reason: "solved", asks: true } as const;
  const events = [
    event(1, "dialog.closed", end, "staff"),
    event(2, "dialog.opened", { dialog: 2 }, "system"),
    event(3, "dialog.rated", { dialog: 1, target: 1, score: 2 }),
    event(4, "dialog.rated", { dialog: 1, target: 1, score: 5, comment: "after all" }),
  ];
  const lines = linesOf(stateOf(events), "client");
  expect(kinds(lines)).toEqual(["day", "happened", "asked", "happened"]);
  expect(lines[2]).toMatchObject({ rated: { score: 5, comment: "after all" } });
  expect(kinds(linesOf(stateOf(events), "staff"))).toEqual(["day", ...Array(4).fill("happened")]);
  const write = { type: "dialog.rate", chat: "c", seq: 1, score: 4 } as const;
  const unsent = [{ key: "k", write, madeAt: 0, status: "queued" }] as const;
  expect(linesOf(stateOf(events.slice(0, 1), { unsent }), "client")[2]).toMatchObject({
    rated: { score: 4 },
  });
  const silent = event(1, "dialog.closed", { dialog: 1, reason: "solved" }, "staff");
  expect(kinds(linesOf(stateOf([silent]), "client"))).toEqual(["day", "happened"]);
});

test("the tags may be picked while their prompt stands, and no longer", () => {
  const prompt = event(1, "prompt", { text: "?", tags: [{ id: "t", text: "Leak" }] }, "bot");
  const chat = { state: "bot", prompt: { seq: 1, expires_at: "" } } as ThreadState["chat"];
  const standing = (state: ThreadState) => {
    const line = linesOf(state, "client")[1];
    return line?.kind === "spoken" && line.standing;
  };
  expect(standing(stateOf([prompt], { chat }))).toBe(true);
  expect(
    standing(stateOf([prompt], { chat: { ...chat, state: "staff" } as ThreadState["chat"] })),
  ).toBe(false);
});

test("what is unsent comes last, a change of a message marks the message", () => {
  const unsent = [
    { key: "k1", write: { type: "send", chat: "c", text: "x" }, madeAt: NOON, status: "queued" },
    {
      key: "k2",
      write: { type: "edit", chat: "c", seq: 1, text: "y" },
      madeAt: NOON,
      status: "queued",
    },
  ] as const;
  const lines = linesOf(stateOf([event(1, "message", HELLO)], { unsent }), "client");
  expect(kinds(lines)).toEqual(["day", "spoken", "unsent"]);
  expect(lines[1]?.kind === "spoken" && lines[1].changing?.key).toBe("k2");
});

test("a day begins once, though what comes behind a note was said a moment before it", () => {
  const at = (moment: string) => new Date(moment).toISOString();
  const by = { kind: "staff", id: "ann", name: "Ann" } as const;
  const midnight = at("2026-01-02T00:00:00.003");
  const note = { n: 1, change: 1, after: 1, by, at: midnight, key: "n", text: "look" };
  const events = [event(1, "message", HELLO), event(2, "message", HELLO)];
  const later = { ...events[1], at: at("2026-01-01T23:59:59.998") } as ChatEvent;
  const notes = { held: new Map([[1, note]]), floor: 0, upto: 1, heard: 1 };
  const slow = {
    key: "u",
    write: { type: "send", chat: "c", text: "hi" },
    status: "queued",
  } as const;
  const unsent = [{ ...slow, madeAt: Date.parse(at("2026-01-01T23:59:00")) }];
  const lines = linesOf(stateOf([events[0] as ChatEvent, later], { notes, unsent }), "staff");
  expect(kinds(lines)).toEqual(["day", "spoken", "day", "aside", "spoken", "unsent"]);
  expect(new Set(lines.map((line) => line.id)).size).toBe(lines.length);
});

test("notes stand between the events where they were written, on the screens of staff alone", () => {
  const note = (n: number, after: number, text?: string) =>
    ({
      n,
      change: n,
      after,
      by: { kind: "staff", id: "ann", name: "Ann" },
      at: new Date(NOON + after * 60_000).toISOString(),
      key: `n${n}`,
      ...(text === undefined ? { deleted: true as const } : { text }),
    }) as const;
  const events = [event(1, "message", HELLO), event(2, "message", HELLO)];
  const held = [note(3, 1, "look"), note(4, 1), note(5, 2, "there")];
  const notes = { held: new Map(held.map((one) => [one.n, one])), floor: 3, upto: 5, heard: 5 };
  const write = { type: "note", chat: "c", text: "wait" } as const;
  const unsent = [{ key: "u", write, madeAt: NOON + 180_000, status: "queued" } as const];
  const lines = linesOf(stateOf(events, { notes, unsent }), "staff");
  expect(kinds(lines)).toEqual(["day", "spoken", "aside", "aside", "spoken", "aside", "aside"]);
  const said = lines.flatMap((line) => (line.kind === "aside" ? [[line.name, line.text]] : []));
  expect(said).toEqual([
    ["Ann", "look"],
    ["Ann", null],
    ["Ann", "there"],
    ["", "wait"],
  ]);
  // What is said behind a note stands apart from what was said before it.
  expect(lines[4]).toMatchObject({ joined: false });
  // Older events are still to be loaded, and the notes between them with them.
  const log = { events: events.slice(1), last: 2, more: true, amendments: new Map() };
  expect(kinds(linesOf(stateOf(events, { notes, log }), "staff"))).toEqual([
    "day",
    "aside",
    "aside",
    "spoken",
    "aside",
  ]);
});
