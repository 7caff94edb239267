/** The client's screen over a scripted server: `?scene=list|place|new|talk|closed`. */

import { ANN, CID, PIPES } from "@chatserver/protocol/testing";
import { start } from "../chat/src/start.tsx";
import { givenWorld, replyFrom, stubHttp } from "./world.ts";

const scene = new URLSearchParams(window.location.search).get("scene") ?? "new";
const { server, net } = givenWorld();
const address = { address: "Лесная ул., 5" };
const places = [
  { id: "obj_1", name: "Кв. 12", ...address },
  { id: "obj_2", name: "Машино-место 40", ...address },
];
const home = scene === "place" ? places : places.slice(0, 1);
server.people.set("cid", { ...CID, places: home });
stubHttp((path) => {
  if (path.endsWith("/demo/tokens")) {
    return { token: "cid" };
  }
  if (path.endsWith("/products")) {
    return {
      items: [
        { id: PIPES.id, name: PIPES.name, unread: 2 },
        { id: "prd_2", name: "Клуб жителей", unread: 0 },
      ],
    };
  }
  return path.endsWith("/me") ? { id: CID.id, name: CID.name, premises: home } : undefined;
});

const url = new URL(window.location.href);
url.searchParams.set("demo", CID.id);
if (scene !== "list") {
  url.searchParams.set("product", PIPES.id);
}
window.history.replaceState(null, "", url);

if (scene === "talk" || scene === "closed") {
  const id = server.enter(CID, PIPES.id);
  const say = (text: string) => server.act(CID, { type: "send", chat: id, text });
  server.act(CID, { type: "tag.pick", chat: id, prompt: 3, tag: "tag_leak" });
  say("Здравствуйте! На кухне капает из-под раковины, натекла уже целая лужа.");
  say("Воду перекрыл.");
  replyFrom(server, id, "Добрый день, Илья! Это Анна. Мастер будет у вас сегодня с 14 до 16.");
  server.readAs(ANN, id);
  say("Спасибо, буду дома");
  const oops = say("И ещё впрос");
  server.act(CID, {
    type: "edit",
    chat: id,
    seq: oops.seq,
    text: "И ещё вопрос: сколько это стоит?",
  });
  const gone = say("лишнее");
  server.act(CID, { type: "delete", chat: id, seq: gone.seq });
  replyFrom(server, id, "Осмотр бесплатно, замена сифона 900 ₽ вместе с материалами.");
  if (scene === "closed") {
    server.act(ANN, { type: "dialog.close", chat: id, dialog: 1, reason: "solved" });
  } else {
    const typing = {
      type: "typing",
      chat: id,
      by: { kind: "staff", id: ANN.id, name: ANN.name },
      on: true,
    };
    setInterval(() => net.last.push(typing), 4000);
    server.refuse.set("send", [{ code: "chat_disabled" }]);
  }
}

const root = document.getElementById("root");
if (root !== null) {
  start(root, { openSocket: net.open });
}
Object.assign(window, { server, net });
