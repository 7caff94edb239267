import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Refusal } from "../src/index.ts";
import { ANN, PIPES } from "../testing/index.ts";
import { givenClient, givenOpenChat, seqs, texts } from "./given.ts";

beforeEach(() => {
  vi.useFakeTimers({
    now: Date.parse("2026-01-01T12:00:00Z"),
    toFake: ["setTimeout", "clearTimeout", "Date"],
  });
});

afterEach(() => {
  vi.useRealTimers();
});

describe("a conversation", () => {
  test("one event is read wherever it stands, and one that is not there is none", async () => {
    const { client, net, chat } = await givenOpenChat();
    const looks = [client.look(chat, 2), client.look(chat, 99)];
    await net.settle();
    const [greeting, none] = await Promise.all(looks);
    expect([greeting?.kind, none]).toEqual(["greeting", null]);
  });

  test("entering greets, and the card knows the standing prompt", async () => {
    const { client, chat } = await givenOpenChat();
    const { log, chat: card, phase } = client.thread(chat).state.value;
    expect(log.events.map((event) => event.kind)).toEqual(["dialog.opened", "greeting", "prompt"]);
    expect(card?.state).toBe("bot");
    expect(card?.prompt?.seq).toBe(3);
    expect(phase).toBe("current");
  });

  test("a picked tag brings the auto-reply and the responsible, and the prompt falls", async () => {
    const { client, net, chat } = await givenOpenChat();
    const { settled } = client.write({ type: "tag.pick", chat, prompt: 3, tag: "tag_leak" });
    await net.settle();
    expect((await settled).seq).toBe(4);
    const { chat: card, log } = client.thread(chat).state.value;
    expect(log.events.slice(3).map((event) => event.kind)).toEqual([
      "tag",
      "autoreply",
      "assigned",
    ]);
    expect(card?.state).toBe("staff");
    expect(card?.prompt).toBeUndefined();
    expect(card?.staff?.name).toBe("Анна Петрова");
  });

  test("a topic that is gone is refused, and those that are offered now take its place", async () => {
    const { client, net, chat, server } = await givenOpenChat();
    const bot = server.products.get(PIPES.id)?.bot;
    const kept = bot?.tags.at(-1);
    if (bot === undefined || kept === undefined) {
      throw new Error("the house of the tests has a bot with tags");
    }
    server.products.set(PIPES.id, {
      ...PIPES,
      bot: { ...bot, prompt: "Now?", tags: [{ ...kept, id: "tag_new", text: "New" }] },
    });
    const gone = bot.tags[0]?.id ?? "";
    const { settled } = client.write({ type: "tag.pick", chat, prompt: 3, tag: gone });
    const refused = settled.catch((error: unknown) => error);
    await net.settle();
    expect(await refused).toMatchObject({ code: "stale_prompt" });
    const { log, chat: card } = client.thread(chat).state.value;
    expect(log.events.at(-1)?.body).toEqual({
      text: "Now?",
      tags: [{ id: "tag_new", text: "New" }],
    });
    expect(card?.state).toBe("bot");

    const second = client.write({ type: "tag.pick", chat, prompt: 3, tag: "tag_new" });
    await net.settle();
    expect((await second.settled).seq).toBe(4);
  });

  test("a bubble stands at once and gives way to its event", async () => {
    const { client, net, chat } = await givenOpenChat();
    const { key } = client.write({ type: "send", chat, text: "hi" });
    expect(client.thread(chat).state.value.unsent).toMatchObject([{ key, status: "queued" }]);
    await net.settle();
    expect(client.thread(chat).state.value.unsent).toEqual([]);
    expect(texts({ client }, chat)).toEqual(["hi"]);
  });

  test("the ok may come first: the bubble is sent, and last stays with the events", async () => {
    const { client, net, chat, server } = await givenOpenChat();
    client.write({ type: "send", chat, text: "hi" });
    net.up1(net.last);
    const before = client.thread(chat).last;
    const frames = net.last.toClient.splice(0);
    const answer = frames.find((frame) => frame.type === "ok");
    net.last.toClient.push(answer as (typeof frames)[number]);
    await net.settle();
    expect(client.thread(chat).state.value.unsent).toMatchObject([{ status: "sent", seq: 4 }]);
    expect(client.thread(chat).last).toBe(before);
    net.last.toClient.push(...frames.filter((frame) => frame.type !== "ok"));
    await net.settle();
    expect(client.thread(chat).state.value.unsent).toEqual([]);
    expect(client.thread(chat).last).toBe(server.chat(chat).last);
  });

  test("one write a chat is in flight, the next waits for its answer", async () => {
    const { client, net, chat } = await givenOpenChat();
    client.write({ type: "send", chat, text: "one" });
    client.write({ type: "send", chat, text: "two" });
    const sends = () => net.last.sent.filter((frame) => frame.type === "send");
    expect(sends()).toHaveLength(1);
    await net.settle();
    expect(sends().map((frame) => frame.text)).toEqual(["one", "two"]);
    expect(texts({ client }, chat)).toEqual(["one", "two"]);
  });

  test("silence of ten seconds repeats the same frame with the same key", async () => {
    const { client, net, chat, server } = await givenOpenChat();
    server.swallow.push("send");
    client.write({ type: "send", chat, text: "one" });
    client.write({ type: "send", chat, text: "two" });
    await net.settle();
    await vi.advanceTimersByTimeAsync(10_001);
    await net.settle();
    const sends = net.last.sent.filter((frame) => frame.type === "send");
    expect(sends.map((frame) => frame.text)).toEqual(["one", "one", "two"]);
    expect(sends[0]?.key).toBe(sends[1]?.key);
    expect(texts({ client }, chat)).toEqual(["one", "two"]);
  });

  test("retry_ms is waited for, and nothing overtakes", async () => {
    const { client, net, chat, server } = await givenOpenChat();
    server.refuse.set("send", [{ code: "overloaded", retry_ms: 700 }]);
    client.write({ type: "send", chat, text: "one" });
    client.write({ type: "send", chat, text: "two" });
    await net.settle();
    await vi.advanceTimersByTimeAsync(600);
    await net.settle();
    expect(texts({ client }, chat)).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    await net.settle();
    expect(texts({ client }, chat)).toEqual(["one", "two"]);
  });

  test("rate_limited silences the whole connection until its time has passed", async () => {
    const { client, net, chat, server } = await givenOpenChat();
    server.refuse.set("send", [{ code: "rate_limited", retry_ms: 2000 }]);
    client.write({ type: "send", chat, text: "one" });
    await net.settle();
    const sent = net.last.sent.length;
    client.typing(chat, true);
    client.focus(chat);
    client.focus(null);
    void client.presence("away").catch(() => undefined);
    await net.settle();
    expect(net.last.sent).toHaveLength(sent);
    await vi.advanceTimersByTimeAsync(2001);
    await net.settle();
    expect(
      net.last.sent
        .slice(sent)
        .map((frame) => frame.type)
        .sort(),
    ).toEqual(["focus", "presence", "send"]);
    expect(net.last.sent.findLast((frame) => frame.type === "focus")?.chat).toBeNull();
  });

  test("a clock that is set back keeps nothing back", async () => {
    const { client, net, chat, server } = await givenOpenChat();
    server.refuse.set("send", [{ code: "rate_limited", retry_ms: 2000 }]);
    client.write({ type: "send", chat, text: "one" });
    await net.settle();
    vi.setSystemTime(Date.now() - 3_600_000);
    await vi.advanceTimersByTimeAsync(2001);
    await net.settle();
    expect(texts({ client }, chat)).toEqual(["one"]);
  });

  test("a refused message stays with its code, is retried by hand or thrown away", async () => {
    const { client, net, chat, server } = await givenOpenChat();
    server.refuse.set("send", [{ code: "chat_disabled" }, { code: "chat_disabled" }]);
    const { key, settled } = client.write({ type: "send", chat, text: "hi" });
    await net.settle();
    await expect(settled).rejects.toBeInstanceOf(Refusal);
    expect(client.thread(chat).state.value.unsent).toMatchObject([
      { status: "refused", code: "chat_disabled" },
    ]);
    client.retry(chat, key);
    await net.settle();
    client.retry(chat, key);
    await net.settle();
    expect(client.thread(chat).state.value.unsent).toEqual([]);
    expect(texts({ client }, chat)).toEqual(["hi"]);
    server.refuse.set("send", [{ code: "too_large" }]);
    const second = client.write({ type: "send", chat, text: "x" });
    await net.settle();
    client.discard(chat, second.key);
    expect(client.thread(chat).state.value.unsent).toEqual([]);
  });

  test("edits and tombstones change the message in place", async () => {
    const { client, net, chat } = await givenOpenChat();
    client.write({ type: "send", chat, text: "helo" });
    client.write({ type: "send", chat, text: "oops" });
    await net.settle();
    client.write({ type: "edit", chat, seq: 4, text: "hello" });
    await net.settle();
    const oops = client
      .thread(chat)
      .state.value.log.events.find((e) => e.kind === "message" && e.body.text === "oops");
    client.write({ type: "delete", chat, seq: oops?.seq ?? 0 });
    await net.settle();
    expect(texts({ client }, chat)).toEqual(["hello", "(deleted)"]);
    const first = client.thread(chat).state.value.log.events[3];
    expect(first?.kind === "message" && first.body.edited?.version).toBe(1);
  });

  test("what the other side read makes an edit refused, and nothing changes", async () => {
    const { client, net, chat, server } = await givenOpenChat();
    client.write({ type: "send", chat, text: "hi" });
    await net.settle();
    server.chat(chat).read("staff", 99);
    const { settled } = client.write({ type: "edit", chat, seq: 4, text: "ho" });
    await net.settle();
    await expect(settled).rejects.toMatchObject({ code: "already_read" });
    expect(texts({ client }, chat)).toEqual(["hi"]);
  });

  test("an edit that is refused after a reload keeps its words until they are thrown away", async () => {
    const before = await givenOpenChat();
    const { chat, server, shelf } = before;
    before.client.write({ type: "send", chat, text: "hi" });
    await before.net.settle();
    before.client.stop();
    before.client.write({ type: "edit", chat, seq: 4, text: "ho" });
    server.chat(chat).read("staff", 99);
    const { client, net } = givenClient("cid", { server, shelf });
    client.start();
    client.follow(chat);
    await net.settle();
    const { unsent } = client.thread(chat).state.value;
    expect(unsent).toMatchObject([
      { status: "refused", code: "already_read", write: { type: "edit", text: "ho" } },
    ]);
    client.discard(chat, unsent[0]?.key ?? "");
    expect(client.thread(chat).state.value.unsent).toEqual([]);
    expect(shelf.list("")).toEqual([]);
  });

  test("a rating that is refused after a reload keeps its words as well", async () => {
    const before = await givenOpenChat();
    const { chat, server, shelf } = before;
    before.client.stop();
    before.client.write({ type: "dialog.rate", chat, seq: 1, score: 2, comment: "slow" });
    const { client, net } = givenClient("cid", { server, shelf });
    client.start();
    client.follow(chat);
    await net.settle();
    const { unsent } = client.thread(chat).state.value;
    expect(unsent).toMatchObject([
      { status: "refused", code: "not_found", write: { score: 2, comment: "slow" } },
    ]);
  });

  test("reading tells the highest mark once, and only when there is something to read", async () => {
    const { client, net, chat, server } = await givenOpenChat();
    client.read(chat, 3);
    server.act(ANN, { type: "send", chat, text: "one" });
    server.act(ANN, { type: "send", chat, text: "two" });
    await net.settle();
    const { last } = client.thread(chat);
    client.read(chat, last);
    client.read(chat, last);
    await net.settle();
    expect(
      net.last.sent.filter((frame) => frame.type === "read").map((frame) => frame.seq),
    ).toEqual([last]);
    expect(client.thread(chat).state.value.marks).toMatchObject({ client: last, unread: 0 });
  });

  test("a mark that nobody has answered is told again", async () => {
    const { client, net, chat, server } = await givenOpenChat();
    server.act(ANN, { type: "send", chat, text: "one" });
    await net.settle();
    server.swallow.push("read");
    client.read(chat, client.thread(chat).last);
    await net.settle();
    expect(client.thread(chat).state.value.marks.unread).toBe(1);
    await vi.advanceTimersByTimeAsync(10_001);
    await net.settle();
    expect(client.thread(chat).state.value.marks.unread).toBe(0);
  });

  test("older pages join before the log, and late edits hold on them too", async () => {
    const stage = await givenOpenChat();
    const { client, net, chat, server } = stage;
    for (let i = 0; i < 60; i += 1) {
      server.act(ANN, { type: "send", chat, text: `m${i}` });
    }
    const late = givenClient("cid", { server, net });
    late.client.start();
    await net.settle();
    late.client.follow(chat);
    await net.settle();
    expect(seqs(late, chat)).toHaveLength(50);
    const loading = late.client.older(chat);
    net.up1(net.last);
    // The page is on its way; a message in it is edited meanwhile, and the push overtakes it.
    const page = net.last.toClient.splice(0);
    server.act(ANN, { type: "edit", chat, seq: 4, text: "changed" });
    await net.settle();
    net.last.toClient.push(...page);
    await net.settle();
    await loading;
    expect(seqs(late, chat)).toEqual(server.chat(chat).events.map((event) => event.seq));
    expect(texts(late, chat)[0]).toBe("changed");
    expect(late.client.thread(chat).state.value.log.more).toBe(false);
    expect(client.thread(chat).last).toBe(server.chat(chat).last);
  });

  test("typing is told at most once in three seconds and fades after six", async () => {
    const stage = await givenOpenChat();
    const { net, chat, server, client } = stage;
    const ann = givenClient("ann", { server, net });
    ann.client.start();
    await net.settle();
    ann.client.follow(chat);
    await net.settle();
    ann.client.typing(chat, true);
    ann.client.typing(chat, true);
    await net.settle();
    expect(net.last.sent.filter((frame) => frame.type === "typing")).toHaveLength(1);
    expect(client.thread(chat).state.value.typing.map((by) => by.id)).toEqual([ANN.id]);
    await vi.advanceTimersByTimeAsync(6_001);
    expect(client.thread(chat).state.value.typing).toEqual([]);
    ann.client.typing(chat, true);
    await net.settle();
    ann.client.write({ type: "send", chat, text: "done" });
    await net.settle();
    expect(client.thread(chat).state.value.typing).toEqual([]);
    await vi.advanceTimersByTimeAsync(3_001);
    ann.client.typing(chat, true);
    await net.settle();
    expect(client.thread(chat).state.value.typing).toHaveLength(1);
    ann.client.write({ type: "dialog.close", chat, dialog: 1, reason: "solved" });
    await net.settle();
    expect(client.thread(chat).state.value.typing).toEqual([]);
  });

  test("who else looks is known of the chat on the screen, and forgotten with it", async () => {
    const { client, net, chat } = await givenOpenChat();
    const viewers = () => client.thread(chat).state.value.viewers;
    const dot = { id: "st_dot", name: "Dot" };
    const tell = async () => {
      net.last.push({ type: "viewers", chat, staff: [dot] });
      await net.settle();
    };
    await tell();
    expect(viewers()).toEqual([]);
    client.focus(chat);
    await tell();
    expect(viewers()).toEqual([dot]);
    client.focus(null);
    expect(viewers()).toEqual([]);
    client.focus(chat);
    await tell();
    net.cut();
    await net.settle();
    expect(viewers()).toEqual([]);
  });

  test("chat.open is repeated until it is answered", async () => {
    const { client, net, server } = givenClient("cid");
    server.swallow.push("chat.open");
    client.start();
    const opening = client.open(PIPES.id);
    await net.settle();
    await vi.advanceTimersByTimeAsync(10_001);
    await net.settle();
    expect((await opening).product.id).toBe(PIPES.id);
    expect(server.chats.size).toBe(1);
  });
});
