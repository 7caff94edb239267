import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { standing } from "../src/index.ts";
import { ANN } from "../testing/index.ts";
import { givenClient, givenOpenChat, type Stage } from "./given.ts";

beforeEach(() => {
  vi.useFakeTimers({
    now: Date.parse("2026-01-01T12:00:00Z"),
    toFake: ["setTimeout", "clearTimeout", "Date"],
  });
});

afterEach(() => {
  vi.useRealTimers();
});

/** cid has said something, and ann looks at it. */
async function givenTalk(): Promise<{ cid: Stage; ann: Stage; chat: string }> {
  const cid = await givenOpenChat();
  cid.client.write({ type: "tag.pick", chat: cid.chat, prompt: 3, tag: "tag_leak" });
  await cid.net.settle();
  const ann = await givenColleague("ann", cid);
  ann.client.follow(cid.chat);
  await ann.net.settle();
  return { cid, ann, chat: cid.chat };
}

async function givenColleague(who: string, stage: Stage): Promise<Stage> {
  const { server, net } = stage;
  const other = givenClient(who, { server, net });
  other.client.start();
  await net.settle();
  return other;
}

function notes(stage: Stage, chat: string): [number, string][] {
  const { state } = stage.client.thread(chat);
  return standing(state.value.notes, state.value.log).map((note) => [
    note.n,
    note.text ?? "(deleted)",
  ]);
}

test("a note is seen by colleagues at once, and by the client never", async () => {
  const { cid, ann, chat } = await givenTalk();
  const bob = await givenColleague("ann", ann);
  bob.client.follow(chat);
  await bob.net.settle();
  const { settled } = ann.client.write({ type: "note", chat, text: "look" });
  expect(ann.client.thread(chat).state.value.unsent).toHaveLength(1);
  await ann.net.settle();
  await settled;
  expect(notes(ann, chat)).toEqual([[1, "look"]]);
  expect(notes(bob, chat)).toEqual([[1, "look"]]);
  expect(ann.client.thread(chat).state.value.unsent).toEqual([]);
  expect(notes(cid, chat)).toEqual([]);
  const deleting = ann.client.deleteNote(chat, 1);
  await ann.net.settle();
  await deleting;
  expect(notes(bob, chat)).toEqual([[1, "(deleted)"]]);
});

test("who comes back reads the notes that they missed, and those that went meanwhile", async () => {
  const { ann, chat } = await givenTalk();
  const card = ann.server.chat(chat);
  const by = { id: "ann", kind: "staff", name: "Anna", org: { id: "o", name: "O" } } as const;
  for (let n = 1; n <= 120; n += 1) {
    card.note(by, `k${n}`, `note ${n}`);
  }
  const bob = await givenColleague("ann", ann);
  const leave = bob.client.follow(chat);
  await bob.net.settle();
  // All belong between the events that are loaded: they come page by page.
  expect(notes(bob, chat)).toHaveLength(120);
  leave();
  await bob.net.settle();
  card.deleteNote(7);
  card.note(by, "k121", "the last");
  bob.client.follow(chat);
  await bob.net.settle();
  expect(notes(bob, chat)).toHaveLength(121);
  expect(notes(bob, chat)[6]).toEqual([7, "(deleted)"]);
  expect(notes(bob, chat).at(-1)).toEqual([122, "the last"]);
});

test("whoever watches a chat and the list asks for no note that is pushed", async () => {
  const { ann, chat } = await givenTalk();
  const watching = async () => {
    const stage = await givenColleague("ann", ann);
    stage.client.list({});
    stage.client.follow(chat);
    await stage.net.settle();
    const link = stage.net.last;
    return { ...stage, asked: () => link.sent.filter(({ type }) => type === "notes").length };
  };
  const early = await watching();
  ann.server.noteAs(ANN, chat, "one");
  await ann.net.settle();
  const late = await watching();
  ann.server.noteAs(ANN, chat, "two");
  ann.server.deleteNote(chat, 1);
  await ann.net.settle();
  for (const stage of [early, late]) {
    expect(notes(stage, chat).map(([, text]) => text)).toEqual(["(deleted)", "two"]);
    expect(stage.client.inbox.state.value.rows[0]?.notes).toBe(3);
  }
  // One question for what there was before the watch began.
  expect([early.asked(), late.asked()]).toEqual([0, 1]);
});

test("a lag brings the note that was the only frame to be lost", async () => {
  const { ann, chat } = await givenTalk();
  const bob = await givenColleague("ann", ann);
  bob.client.list({});
  bob.client.follow(chat);
  await bob.net.settle();
  const link = bob.net.last;
  ann.server.noteAs(ANN, chat, "look");
  const lost = link.toClient.findIndex(({ type }) => type === "note");
  expect(link.toClient.splice(lost, 1)).toMatchObject([{ type: "note" }]);
  await bob.net.settle();
  expect(notes(bob, chat)).toEqual([]);
  link.push({ type: "lag", chat, last: ann.server.chat(chat).last });
  await bob.net.settle();
  expect(notes(bob, chat)).toEqual([[1, "look"]]);
});

test("a push that leaves a number out brings what lies between", async () => {
  const { ann, chat } = await givenTalk();
  const card = ann.server.chat(chat);
  const bob = await givenColleague("ann", ann);
  const by = { id: "ann", kind: "staff", name: "Anna", org: { id: "o", name: "O" } } as const;
  ann.client.write({ type: "note", chat, text: "one" });
  await ann.net.settle();
  card.note(by, "lost", "never pushed");
  ann.client.write({ type: "note", chat, text: "three" });
  await ann.net.settle();
  expect(notes(ann, chat).map(([, text]) => text)).toEqual(["one", "never pushed", "three"]);
  // Only who follows a chat hears of its notes.
  expect(notes(bob, chat)).toEqual([]);
});

test("a note that was refused keeps its words, and is never sent as a message", async () => {
  const { ann, chat } = await givenTalk();
  ann.server.refuse.set("note", [{ code: "forbidden" }]);
  const { key, settled } = ann.client.write({ type: "note", chat, text: "look" });
  settled.catch(() => undefined);
  await ann.net.settle();
  expect(ann.client.thread(chat).state.value.unsent).toMatchObject([
    { key, status: "refused", write: { type: "note", text: "look" } },
  ]);
  ann.client.retry(chat, key);
  await ann.net.settle();
  expect(notes(ann, chat)).toEqual([[1, "look"]]);
  expect(ann.server.chat(chat).events.some((event) => event.kind === "message")).toBe(false);
});
