import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SignedOut } from "../src/index.ts";
import { ANN } from "../testing/index.ts";
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

describe("the line", () => {
  test("after a fall the chats are resumed from their last, without a hole", async () => {
    const stage = await givenOpenChat();
    const { client, net, chat, server } = stage;
    net.cut();
    expect(client.connection.value.status).toBe("waiting");
    expect(client.thread(chat).state.value.phase).toBe("behind");
    server.act(ANN, { type: "send", chat, text: "while you were away" });
    await vi.advanceTimersByTimeAsync(10_000);
    await net.settle();
    expect(net.last.sent[0]).toMatchObject({
      type: "hello",
      resume: { epoch: "e1", chats: { [chat]: 3 } },
    });
    expect(net.last.sent.some((frame) => frame.type === "chat.watch")).toBe(false);
    expect(seqs(stage, chat)).toEqual(server.chat(chat).events.map((event) => event.seq));
    expect(client.thread(chat).state.value.phase).toBe("current");
  });

  test("a chat that a slow server could not resume is watched, and kept on the screen", async () => {
    const stage = await givenOpenChat();
    const { client, net, chat, server } = stage;
    net.cut();
    server.unable.set(chat, "unavailable");
    server.refuse.set("chat.watch", [{ code: "unavailable", retry_ms: 1000 }]);
    server.act(ANN, { type: "send", chat, text: "while you were away" });
    await vi.advanceTimersByTimeAsync(10_000);
    await net.settle();
    expect(client.thread(chat).state.value.phase).toBe("behind");
    expect(seqs(stage, chat)).toEqual([1, 2, 3]);
    await vi.advanceTimersByTimeAsync(1000);
    await net.settle();
    expect(client.thread(chat).state.value.phase).toBe("current");
    expect(texts(stage, chat)).toEqual(["while you were away"]);
  });

  test("a chat that may not be seen any more is barred after the reconnect", async () => {
    const { client, net, chat, server } = await givenOpenChat();
    net.cut();
    server.unable.set(chat, "not_found");
    server.refuse.set("chat.watch", [{ code: "not_found" }]);
    await vi.advanceTimersByTimeAsync(10_000);
    await net.settle();
    expect(client.thread(chat).state.value).toMatchObject({ phase: "barred", code: "not_found" });
  });

  test("a write whose answer was lost is the same write after the reconnect", async () => {
    const stage = await givenOpenChat();
    const { client, net, chat } = stage;
    client.write({ type: "send", chat, text: "once" });
    net.up1(net.last);
    net.cut();
    await vi.advanceTimersByTimeAsync(10_000);
    await net.settle();
    expect(texts(stage, chat)).toEqual(["once"]);
    expect(client.thread(chat).state.value.unsent).toEqual([]);
  });

  test("unsent messages outlive a reload of the page", async () => {
    const stage = await givenOpenChat();
    const { client, net, chat, server, shelf } = stage;
    net.cut();
    client.write({ type: "send", chat, text: "one" });
    client.write({ type: "send", chat, text: "two" });
    client.stop();
    const again = givenClient("cid", { server, net, shelf });
    again.client.start();
    await net.settle();
    again.client.follow(chat);
    await net.settle();
    expect(texts(again, chat)).toEqual(["one", "two"]);
    expect(shelf.list("")).toEqual([]);
  });

  test("another person's unsent messages are left alone", async () => {
    const { net, chat, server, shelf, client } = await givenOpenChat();
    net.cut();
    client.write({ type: "send", chat, text: "mine" });
    client.stop();
    const ann = givenClient("ann", { server, net, shelf });
    ann.client.start();
    await net.settle();
    expect(server.chat(chat).events.some((event) => event.kind === "message")).toBe(false);
    expect(shelf.list("")).toHaveLength(1);
  });

  test("silence longer than the ping and its grace is death, any frame is life", async () => {
    const { client, net } = await givenOpenChat();
    await vi.advanceTimersByTimeAsync(30_000);
    net.last.push({ type: "ping", n: 7 });
    await net.settle();
    expect(net.last.sent.at(-1)).toEqual({ type: "pong", n: 7 });
    await vi.advanceTimersByTimeAsync(34_000);
    expect(client.connection.value.status).toBe("live");
    await vi.advanceTimersByTimeAsync(1_500);
    expect(client.connection.value.status).toBe("waiting");
  });

  test("a welcome that takes its time is taken all the same", async () => {
    const { client, net } = givenClient("cid");
    client.start();
    await vi.advanceTimersByTimeAsync(0);
    net.admit();
    await vi.advanceTimersByTimeAsync(14_000);
    await net.settle();
    expect(client.connection.value.status).toBe("live");
    expect(net.links).toHaveLength(1);
  });

  test("a dead line is noticed though the clock was set back", async () => {
    const { client } = await givenOpenChat();
    vi.setSystemTime(Date.now() - 3_600_000);
    await vi.advanceTimersByTimeAsync(2 * 35_000);
    expect(client.connection.value.status).not.toBe("live");
  });

  test("pauses grow up to the cap while nobody answers the door", async () => {
    const { client, net } = givenClient("cid");
    net.up = false;
    client.start();
    const pauses: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      await net.settle();
      const state = client.connection.value;
      if (state.status === "waiting") {
        pauses.push(state.until - Date.now());
        await vi.advanceTimersByTimeAsync(state.until - Date.now());
      }
    }
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 15000, 15000]);
  });

  test("after a restart the crowd is spread, and bye's wish is kept", async () => {
    const { client, net } = await givenOpenChat();
    await vi.advanceTimersByTimeAsync(20_000);
    net.last.push({ type: "bye", code: 1012, why: "restart", after_ms: 3000 });
    await net.settle();
    net.cut(1012);
    const state = client.connection.value;
    // 3000 asked for + half of spread_s 5 + half of base_s 1.
    expect(state.status === "waiting" && state.until - Date.now()).toBe(6000);
  });

  test("waking up does not wait for the timers", async () => {
    const { client, net } = await givenOpenChat();
    net.cut();
    client.wake();
    await net.settle();
    expect(client.connection.value.status).toBe("live");
    net.last.toServer.length = 0;
    client.wake();
    net.last.toServer.length = 0;
    await vi.advanceTimersByTimeAsync(5_001);
    expect(client.connection.value.status).toBe("waiting");
  });

  test("a refused token is replaced by a fresh one; three in a row end it", async () => {
    const asked: boolean[] = [];
    const token = async (fresh: boolean) => {
      asked.push(fresh);
      return asked.length === 2 ? "cid" : "stale";
    };
    const { client, net } = givenClient("cid", {}, { token });
    client.start();
    await net.settle();
    await vi.advanceTimersByTimeAsync(2_000);
    await net.settle();
    expect(asked).toEqual([false, true]);
    expect(client.connection.value.status).toBe("live");
    net.cut(4401);
    for (let i = 0; i < 3; i += 1) {
      await vi.advanceTimersByTimeAsync(30_000);
      await net.settle();
    }
    expect(client.connection.value).toEqual({ status: "stopped", why: "signed-out" });
  });

  test("a provider that is signed out stops the line", async () => {
    const token = () => Promise.reject(new SignedOut());
    const { client, net } = givenClient("cid", {}, { token });
    client.start();
    await net.settle();
    expect(client.connection.value).toEqual({ status: "stopped", why: "signed-out" });
  });

  test("before the token ends a fresh one is sent on the same connection", async () => {
    const asked: boolean[] = [];
    const token = async (fresh: boolean) => {
      asked.push(fresh);
      return "cid";
    };
    const { client, net } = givenClient("cid", {}, { token });
    client.start();
    await net.settle();
    net.last.push({ type: "auth.expiring", expires_at: "2026-01-01T12:01:00.000Z" });
    await net.settle();
    expect(asked).toEqual([false, true]);
    expect(net.last.sent.at(-1)).toMatchObject({ type: "auth", token: "cid" });
    expect(net.links).toHaveLength(1);
  });

  test.each([
    [4403, "barred"],
    [4410, "replaced"],
  ])("after %i the line stays down until it is started by hand", async (code, why) => {
    const { client, net } = await givenOpenChat();
    net.cut(code);
    expect(client.connection.value).toEqual({ status: "stopped", why });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(net.links).toHaveLength(1);
    client.start();
    await net.settle();
    expect(client.connection.value.status).toBe("live");
  });

  test("another epoch drops what was held and watches anew", async () => {
    const stage = await givenOpenChat();
    const { client, net, chat, server } = stage;
    server.act(ANN, { type: "send", chat, text: "lost by the restore" });
    await net.settle();
    net.cut();
    server.chat(chat).events.length = 3;
    server.restore("e2");
    server.act(ANN, { type: "send", chat, text: "after it" });
    await vi.advanceTimersByTimeAsync(10_000);
    await net.settle();
    expect(texts(stage, chat)).toEqual(["after it"]);
    expect(client.thread(chat).state.value.phase).toBe("current");
  });

  test("being ahead of the server ends in a reset and the server's own state", async () => {
    const stage = await givenOpenChat();
    const { net, chat, server } = stage;
    server.act(ANN, { type: "send", chat, text: "gone" });
    await net.settle();
    net.cut();
    server.chat(chat).events.length = 3;
    await vi.advanceTimersByTimeAsync(10_000);
    await net.settle();
    expect(seqs(stage, chat)).toEqual([1, 2, 3]);
  });

  test("a right taken away empties the chat and says why", async () => {
    const { client, net, chat, server } = await givenOpenChat();
    server.sessions.get(net.last)?.watched.delete(chat);
    net.last.push({ type: "unwatched", chat, code: "not_found" });
    await net.settle();
    expect(client.thread(chat).state.value).toMatchObject({
      phase: "barred",
      code: "not_found",
      chat: null,
    });
    expect(seqs({ client }, chat)).toEqual([]);
  });

  test("leaving a chat and coming back at once ends watched", async () => {
    const { client, net, server } = await givenOpenChat();
    const other = server.chats.keys().next().value ?? "";
    const leave = client.follow(other);
    leave();
    await net.settle();
    expect(server.sessions.get(net.last)?.watched.has(other)).toBe(true);
  });

  test("the focus is told again after a reconnect", async () => {
    const { client, net, chat } = await givenOpenChat();
    client.focus(chat);
    net.cut();
    await vi.advanceTimersByTimeAsync(10_000);
    await net.settle();
    expect(net.last.sent.filter((frame) => frame.type === "focus")).toEqual([
      { type: "focus", chat },
    ]);
  });

  test("chats long left are forgotten, what is open or unsent is kept", async () => {
    const { client, net, chat } = await givenOpenChat();
    net.cut();
    client.write({ type: "send", chat: "kept_by_words", text: "hi" });
    const kept = client.thread("kept_by_words");
    const open = client.thread(chat);
    const left = client.thread("left");
    for (let i = 0; i < 80; i += 1) {
      client.follow(`chat_of_the_day_${i}`)();
    }
    expect(client.thread("kept_by_words")).toBe(kept);
    expect(client.thread(chat)).toBe(open);
    expect(client.thread("left")).not.toBe(left);
  });
});
