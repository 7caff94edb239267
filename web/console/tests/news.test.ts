import { ChatClient, MemoryShelf, type Row } from "@chatserver/protocol";
import { ANN, CID, FakeNet, givenServer, PIPES } from "@chatserver/protocol/testing";
import { waitFor } from "@testing-library/react";
import { expect, onTestFinished, test } from "vitest";
import type { Reason } from "../src/api.ts";
import { eyesOn, Herald } from "../src/news/herald.ts";
import { hold } from "../src/news/holding.ts";
import { type News, OwnChats } from "../src/news/own.ts";
import { watchOwnChats } from "../src/news/watching.ts";
import { givenLocks } from "./locks.ts";

const BOB = { ...CID, id: "cl_bob", name: "Bob Brown" };

function row(id: string, assignment: number, unread = 0, state = "staff"): Row {
  return { id, assignment, unread, state } as Row;
}

const told = (news: readonly News[]) => news.map(({ occasion, row: { id } }) => [occasion, id]);

test("a chat that comes is given, one whose client writes has a message, and each is told once", () => {
  const chats = new OwnChats();
  const steps: [Row[], string[][]][] = [
    [[row("a", 1, 3)], []],
    [[row("a", 1, 3), row("b", 1, 1)], [["given", "b"]]],
    [[row("a", 1, 3), row("b", 1, 1)], []],
    [[row("a", 1, 4), row("b", 1, 0)], [["message", "a"]]],
    // It was read, and the client writes again.
    [[row("a", 1, 0), row("b", 1, 1)], [["message", "b"]]],
    // It has left, and comes back with another assignment; one whose bot still asks is nobody's.
    [[row("b", 1, 1), row("c", 4, 2, "bot")], []],
    [
      [row("a", 2, 1), row("b", 1, 1), row("c", 5, 2)],
      [
        ["given", "a"],
        ["given", "c"],
      ],
    ],
  ];
  for (const [rows, expected] of steps) {
    expect(told(chats.learn(rows))).toEqual(expected);
  }
});

/** Ann watches, with one chat of her own; `reasons` is what she is answered of why. */
async function givenWatch(reasons: (chat: string) => Promise<Partial<Reason>[]>) {
  const server = givenServer();
  const net = new FakeNet(server);
  const ask = (who: typeof CID) => {
    const chat = server.enter(who, PIPES.id);
    server.act(who, { type: "tag.pick", chat, prompt: 3, tag: "tag_leak" });
    return chat;
  };
  const first = ask(CID);
  const heard: News[] = [];
  const stop = watchOwnChats({
    connect: () => {
      const client = new ChatClient({
        url: "ws://test/ws",
        token: async () => "ann",
        device: "test",
        openSocket: net.open,
        shelf: new MemoryShelf(),
      });
      client.start();
      return client;
    },
    routing: async (chat) => (await reasons(chat)) as Reason[],
    me: ANN.id,
    tell: (news) => heard.push(...news),
  });
  onTestFinished(stop);
  await net.settle();
  return { server, net, ask, first, heard };
}

test("who watches is told of what is given from then on, and of what clients write", async () => {
  const { server, net, ask, first, heard } = await givenWatch(async () => []);
  expect(heard).toEqual([]);
  const second = ask(BOB);
  server.act(CID, { type: "send", chat: first, text: "Hello?" });
  await net.settle();
  expect(told(heard)).toEqual([
    ["given", second],
    ["message", first],
  ]);
});

test("what was given while the line was cut is told when it is back", async () => {
  const { net, ask, heard } = await givenWatch(async () => []);
  net.cut();
  const missed = ask(BOB);
  window.dispatchEvent(new Event("online"));
  await waitFor(async () => {
    await net.settle();
    expect(told(heard)).toEqual([["given", missed]]);
  });
});

test.each([
  ["by her own hand", { explanation: { by: ANN.id }, at: "2030-01-01T00:00:00Z" }, null],
  ["by another", { explanation: { by: "st_2" }, at: "2030-01-01T00:00:00Z" }, "given"],
  ["long before she came", { explanation: null, at: "2001-01-01T00:00:00Z" }, "message"],
])("a chat given %s", async (_, reason, occasion) => {
  const { net, ask, heard } = await givenWatch(async () => [{ assignment: 1, ...reason }]);
  const chat = ask(BOB);
  await net.settle();
  expect(told(heard)).toEqual(occasion === null ? [] : [[occasion, chat]]);
});

test("why it was given cannot be asked, and she is told all the same", async () => {
  const { net, ask, heard } = await givenWatch(() => Promise.reject(new Error("away")));
  const chat = ask(BOB);
  await net.settle();
  expect(told(heard)).toEqual([["given", chat]]);
});

class Tab extends EventTarget {
  visibilityState: DocumentVisibilityState = "hidden";
  readonly shown: string[] = [];
  readonly rung: [number, boolean][] = [];
  watching = false;
  tell: (news: News[]) => void = () => undefined;
  readonly close: () => void;

  constructor(seen: boolean) {
    super();
    this.visibilityState = seen ? "visible" : "hidden";
    const herald = new Herald({
      staff: "st_ann",
      watch: (tell) => {
        this.watching = true;
        this.tell = tell;
        return () => {
          this.watching = false;
        };
      },
      show: (given) => this.shown.push(...given.map(({ row: { id } }) => id)),
      ring: (news, unseen) => this.rung.push([news.length, unseen]),
      page: this,
    });
    this.close = herald.start();
    onTestFinished(this.close);
  }

  turn(seen: boolean): void {
    this.visibilityState = seen ? "visible" : "hidden";
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

const given = (id: string): News => ({ occasion: "given", row: row(id, 1) });

test("one tab watches, and the one that can be seen shows and rings", async () => {
  givenLocks();
  const [watcher, seen, behind] = [new Tab(false), new Tab(true), new Tab(true)];
  await waitFor(() => expect(watcher.watching).toBe(true));
  watcher.tell([given("a"), { ...given("b"), occasion: "message" }]);
  await waitFor(() => expect(seen.shown).toEqual(["a"]));
  expect(seen.rung).toEqual([[2, false]]);
  seen.turn(false);
  watcher.tell([given("c")]);
  await waitFor(() => expect(behind.shown).toEqual(["c"]));
  expect([watcher.rung, watcher.shown, seen.shown]).toEqual([[], [], ["a"]]);
  watcher.close();
  await waitFor(() => expect([seen.watching, behind.watching]).toEqual([true, false]));
});

test("with no tab to be seen the watching one rings, and the next that is looked at shows", async () => {
  givenLocks();
  const [watcher, other] = [new Tab(false), new Tab(false)];
  await waitFor(() => expect(watcher.watching).toBe(true));
  watcher.tell([given("a")]);
  await waitFor(() => expect(watcher.rung).toEqual([[1, true]]));
  other.turn(true);
  await waitFor(() => expect(other.shown).toEqual(["a"]));
  other.turn(false);
  watcher.turn(true);
  watcher.tell([given("b")]);
  await waitFor(() => expect(watcher.shown).toEqual(["b"]));
  expect([other.shown, other.rung]).toEqual([["a"], []]);
});

test("nothing is told of a chat that is before the person's eyes, in whichever tab", async () => {
  givenLocks();
  const tab = new Tab(true);
  await waitFor(() => expect(tab.watching).toBe(true));
  onTestFinished(hold(eyesOn("st_ann", "a")));
  tab.tell([given("a")]);
  tab.tell([given("b")]);
  await waitFor(() => expect(tab.shown).toEqual(["b"]));
});

test("without locks, as without HTTPS, each tab tells for itself", async () => {
  const [tab, behind] = [new Tab(true), new Tab(false)];
  const away = hold(eyesOn("st_ann", "a"));
  tab.tell([given("a"), given("b")]);
  await waitFor(() => expect(tab.shown).toEqual(["b"]));
  away();
  tab.tell([given("a")]);
  await waitFor(() => expect(tab.shown).toEqual(["b", "a"]));
  behind.turn(true);
  expect([tab.watching, behind.watching, behind.shown]).toEqual([true, true, []]);
});
