import { expect, test } from "vitest";
import type { ChatEvent, EventBodies, EventKind } from "../src/index.ts";
import { applied, caughtUp, EMPTY, isAnswered, type Log, prepended } from "../src/log.ts";

const AT = "2026-01-01T12:00:00.000Z";

function event<K extends EventKind>(seq: number, kind: K, body: EventBodies[K]): ChatEvent {
  const by = { kind: "staff", id: "ann", name: "Ann" };
  return { type: "event", chat: "c", seq, kind, by, at: AT, body } as ChatEvent;
}

function said(seq: number, text = `m${seq}`): ChatEvent {
  return event(seq, "message", { text });
}

function logOf(...events: ChatEvent[]): Log {
  return caughtUp(EMPTY, { chat: {} as never, last: events.at(-1)?.seq ?? 0, events, more: false });
}

test("a repeat is dropped, the next is taken, a later one is a hole", () => {
  const log = logOf(said(1), said(2));
  expect(applied(log, said(2, "other"))).toBe(log);
  expect((applied(log, said(3)) as Log).last).toBe(3);
  expect(applied(log, said(4))).toBe("hole");
});

test("an answer that overlaps joins, and one behind a gap begins anew", () => {
  const log = logOf(said(1), said(2));
  const joined = caughtUp(log, {
    chat: {} as never,
    last: 4,
    events: [said(2), said(3), said(4)],
    more: false,
  });
  expect(joined.events.map((e) => e.seq)).toEqual([1, 2, 3, 4]);
  const gap = { from: 3, to: 300 };
  const anew = caughtUp(log, {
    chat: {} as never,
    last: 302,
    events: [said(301), said(302)],
    gap,
    more: true,
  });
  expect(anew.events.map((e) => e.seq)).toEqual([301, 302]);
  expect(anew.more).toBe(true);
});

test("a message served with a newer edit is not set back by an older one", () => {
  const page = [
    event(1, "message", { text: "third", edited: { version: 2, at: AT } }),
    event(2, "edited", { target: 1, text: "second", version: 1 }),
  ];
  expect(prepended(logOf(said(3)), page, false).events[0]?.body).toMatchObject({ text: "third" });
});

test("what was said in an employee's name is taken back, and the dialog stays ended", () => {
  const log = logOf(
    event(1, "greeting", { text: "Hello", title: "Hi" }),
    event(2, "autoreply", { text: "Looking into it" }),
    event(3, "dialog.closed", { dialog: 1, reason: "solved", text: "Bye" }),
  );
  const after = [1, 2, 3].reduce(
    (before, target) => applied(before, event(3 + target, "deleted", { target })) as Log,
    log,
  );
  expect(after.events.slice(0, 3).map(({ body }) => body)).toEqual([
    { text: "", deleted: true },
    { text: "", deleted: true },
    { dialog: 1, reason: "solved", deleted: true },
  ]);
});

test("edits applied twice are applied once, and a tombstone outlives them", () => {
  const edit = event(2, "edited", { target: 1, text: "new", version: 1 });
  const log = applied(logOf(said(1), edit), event(3, "deleted", { target: 1 })) as Log;
  expect(log.events[0]?.body).toEqual({ deleted: true });
  expect(log.events[1]?.body).toEqual({ target: 1, version: 1 });
  const late = applied(log, event(4, "edited", { target: 1, text: "newer", version: 2 })) as Log;
  expect(late.events[0]?.body).toEqual({ deleted: true });
});

test("a page that does not end where the log begins is not taken", () => {
  const log = logOf(said(5), said(6));
  expect(prepended(log, [said(2), said(3)], true)).toBe(log);
});

test("a client is answered by what an employee writes after them, dialog by dialog", () => {
  const heard = (log: Log, ...steps: ChatEvent[]) =>
    steps.map((step) => {
      log = applied(log, step) as Log;
      return isAnswered(log);
    });
  const theirs = (seq: number): ChatEvent =>
    ({ ...said(seq), by: { kind: "client", id: "cid", name: "Cid" } }) as ChatEvent;
  const opened = event(1, "dialog.opened", { dialog: 1 });
  // Words before the client's first are no answer, nor is what the bot says in Ann's name.
  const steps = [
    said(2),
    theirs(3),
    event(4, "autoreply", { text: "Looking into it" }),
    said(5),
    theirs(6),
    event(7, "dialog.closed", { dialog: 1, reason: "solved" }),
    event(8, "dialog.opened", { dialog: 2 }),
    said(9),
    theirs(10),
    said(11),
  ];
  const answered = [false, false, false, true, true, true, false, false, false, true];
  expect(heard(logOf(opened), ...steps)).toEqual(answered);
  expect(isAnswered({ ...logOf(theirs(60)), more: true })).toBe(true);
});
