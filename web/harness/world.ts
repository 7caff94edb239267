/** Who and what is there in the harness? A fake server with a day's talk, and stubs of the HTTP. */

import type { User } from "@chatserver/protocol";
import {
  ANN,
  CID,
  FakeNet,
  type FakeServer,
  givenServer,
  PIPES,
} from "@chatserver/protocol/testing";

export const NAMES = [
  "Иванова Мария Сергеевна",
  "Кузнецов Пётр",
  "Смирнова Елена Викторовна",
  "Попов Алексей",
  "Соколова Дарья",
  "Лебедев Андрей Николаевич",
  "Козлова Ольга",
  "Новиков Сергей",
];

export function givenWorld(): { server: FakeServer; net: FakeNet } {
  const server = givenServer();
  const net = new FakeNet(server);
  setInterval(() => void net.settle(), 30);
  return { server, net };
}

export function client(i: number): User {
  const name = NAMES[i % NAMES.length] ?? "";
  const flat = { id: `obj_${i}`, name: `Кв. ${10 + i * 7}`, address: "Лесная ул., 5" };
  return { ...CID, id: `cl_${i}`, name, places: [flat] };
}

/** A chat that has been through the bot and a few words. */
export function givenTalk(server: FakeServer, who: User): string {
  server.people.set(who.id, who);
  const id = server.enter(who, PIPES.id);
  server.act(who, { type: "tag.pick", chat: id, prompt: server.chat(id).last, tag: "tag_leak" });
  server.act(who, {
    type: "send",
    chat: id,
    text: "Здравствуйте! На кухне капает из-под раковины.",
  });
  return id;
}

export function replyFrom(server: FakeServer, chat: string, text: string): void {
  server.act(ANN, { type: "send", chat, text });
}

type Stub = (path: string, body: unknown) => unknown;

/** HTTP as the screens ask for it; everything else goes to the page's own server. */
export function stubHttp(answer: Stub): void {
  const real = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const path = String(input);
    const body: unknown = typeof init?.body === "string" ? JSON.parse(init.body) : null;
    const found = answer(path, body);
    return found === undefined ? real(input, init) : Response.json(found);
  };
}
