import { expect, test } from "vitest";
import { FakeChat } from "../testing/fake-chat.ts";
import { ANN, CID, givenServer, PIPES } from "../testing/index.ts";
import { givenClient, type Stage } from "./given.ts";

/** Chats, one an hour, of which the server gives so many a page: five, and two of them. */
async function givenInbox(chats = 5, pageSize = 2): Promise<Stage> {
  const server = givenServer();
  server.pageSize = pageSize;
  for (let i = 0; i < chats; i += 1) {
    const chat = new FakeChat(`chat_${i}`, i, PIPES, CID, undefined);
    server.chats.set(chat.id, chat);
    chat.write(CID, { type: "send", key: `k${i}`, chat: chat.id, text: "hi" }, undefined);
    chat.updated = new Date(Date.UTC(2026, 0, 1, i)).toISOString();
  }
  const stage = givenClient("ann", { server });
  stage.client.start();
  stage.client.list({ tab: "all" });
  await stage.net.settle();
  return stage;
}

function ids({ client }: Stage): string[] {
  return client.inbox.state.value.rows.map((row) => row.id);
}

test("rows come newest first, page by page", async () => {
  const stage = await givenInbox();
  expect(ids(stage)).toEqual(["chat_4", "chat_3"]);
  const more = stage.client.moreRows();
  await stage.net.settle();
  await more;
  expect(ids(stage)).toEqual(["chat_4", "chat_3", "chat_2", "chat_1"]);
  expect(stage.client.inbox.state.value.counts.new).toBe(5);
});

test("a changed chat moves to the top, whole and once", async () => {
  const stage = await givenInbox();
  stage.server.act(CID, { type: "send", chat: "chat_3", text: "again" });
  await stage.net.settle();
  expect(ids(stage)).toEqual(["chat_3", "chat_4"]);
  expect(stage.client.inbox.state.value.rows[0]).toMatchObject({ preview: "again", unread: 2 });
});

test("a change below the loaded part waits for its page", async () => {
  const stage = await givenInbox();
  const row = stage.server.chat("chat_0").row({ ...CID, kind: "staff" });
  stage.net.last.push({ type: "inbox", rev: 9, rows: [{ op: "put", chat: row.id, row }] });
  await stage.net.settle();
  expect(ids(stage)).toEqual(["chat_4", "chat_3"]);
});

test("a row that left while a page was on its way does not come back", async () => {
  const stage = await givenInbox();
  const { client, net } = stage;
  const more = client.moreRows();
  net.up1(net.last);
  net.last.toClient.unshift({ type: "inbox", rev: 9, rows: [{ op: "remove", chat: "chat_2" }] });
  await net.settle();
  await more;
  expect(ids(stage)).toEqual(["chat_4", "chat_3", "chat_1"]);
});

test("the answer to an older filter is not taken", async () => {
  const stage = await givenInbox();
  const { client, net } = stage;
  client.list({ tab: "mine" });
  client.list({ tab: "all", q: "nobody" });
  await net.settle();
  expect(client.inbox.state.value.filter).toEqual({ tab: "all", q: "nobody" });
  expect(ids(stage)).toEqual([]);
});

test("who has read on finds as many rows after the line broke", async () => {
  const stage = await givenInbox(60, 200);
  const { client, net, server } = stage;
  expect(ids(stage)).toHaveLength(50);
  const more = client.moreRows();
  await net.settle();
  await more;
  expect(ids(stage)).toHaveLength(60);
  server.act(CID, { type: "send", chat: "chat_3", text: "meanwhile" });
  net.cut();
  client.wake();
  await net.settle();
  expect(client.inbox.state.value.phase).toBe("current");
  expect(ids(stage)).toHaveLength(60);
  expect(ids(stage)[0]).toBe("chat_3");

  client.list({ tab: "all", sort: "created" });
  await net.settle();
  expect(ids(stage)).toHaveLength(50);
});

test("an inbox reset asks for the list anew", async () => {
  const stage = await givenInbox();
  stage.server.chats.delete("chat_4");
  stage.net.last.push({ type: "reset", what: "inbox", why: "access" });
  await stage.net.settle();
  expect(ids(stage)).toEqual(["chat_3", "chat_2"]);
});

test("rights that have changed are learnt by a greeting anew, at once", async () => {
  const stage = await givenInbox();
  const { client, net, server } = stage;
  const before = net.links.length;
  server.people.set("ann", { ...ANN, permissions: ["chats.view"] });
  net.last.push({ type: "reset", what: "all", why: "access" });
  await net.settle();
  expect(net.links.length).toBe(before + 1);
  expect(client.connection.value.status).toBe("live");
  expect(client.user?.permissions).toEqual(["chats.view"]);
  expect(ids(stage)).toEqual(["chat_4", "chat_3"]);
});

test("a stale comment is a conflict that shows the standing one", async () => {
  const { client, net } = await givenInbox();
  const first = client.comment("chat_1", "call back", 0);
  await net.settle();
  expect(await first).toMatchObject({ comment_version: 1 });
  const second = client.comment("chat_1", "no need", 0);
  second.catch(() => undefined);
  await net.settle();
  await expect(second).rejects.toMatchObject({ code: "conflict", data: { comment: "call back" } });
});
