/** The usual beginning of a test: a client of ours, connected to a fake server. */

import { ChatClient, type ClientOptions, MemoryShelf } from "../src/index.ts";
import { FakeNet, type FakeServer, givenServer, PIPES } from "../testing/index.ts";

export interface Stage {
  server: FakeServer;
  net: FakeNet;
  shelf: MemoryShelf;
  client: ChatClient;
}

export function givenClient(
  who: string,
  stage?: Partial<Stage>,
  more?: Partial<ClientOptions>,
): Stage {
  const server = stage?.server ?? givenServer();
  const net = stage?.net ?? new FakeNet(server);
  const shelf = stage?.shelf ?? new MemoryShelf();
  const client = new ChatClient({
    url: "ws://test/ws",
    token: async () => who,
    device: "test",
    openSocket: net.open,
    shelf,
    random: () => 0.5,
    ...more,
  });
  return { server, net, shelf, client };
}

/** cid has entered the chat with the bot and sees it. */
export async function givenOpenChat(): Promise<Stage & { chat: string }> {
  const stage = givenClient("cid");
  stage.client.start();
  await stage.net.settle();
  const opening = stage.client.open(PIPES.id);
  await stage.net.settle();
  const { id } = await opening;
  stage.client.follow(id);
  await stage.net.settle();
  return { ...stage, chat: id };
}

/** The server's own view of a chat, for comparison. */
export function seqs(stage: { client: ChatClient }, chat: string): number[] {
  return stage.client.thread(chat).state.value.log.events.map((event) => event.seq);
}

export function texts(stage: { client: ChatClient }, chat: string): string[] {
  return stage.client
    .thread(chat)
    .state.value.log.events.flatMap((event) =>
      event.kind === "message" ? [event.body.deleted ? "(deleted)" : (event.body.text ?? "")] : [],
    );
}
