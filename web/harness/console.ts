/** The operator's console over a scripted server: `?scene=desk|login|rush`. */

import { ANN, PIPES } from "@chatserver/protocol/testing";
import { start } from "../console/src/start.tsx";
import { client, givenTalk, givenWorld, NAMES, replyFrom, stubHttp } from "./world.ts";

const scene = new URLSearchParams(window.location.search).get("scene") ?? "desk";
const { server, net } = givenWorld();
const me = { id: ANN.id, name: ANN.name, role: { name: "Диспетчер" } };
const tokens = { access_token: "ann", refresh_token: "r", expires_in: 900, me };

stubHttp((path) => {
  if (path.endsWith("/demo/tokens") || path.endsWith("/auth/login")) {
    return tokens;
  }
  if (path.endsWith("/assignees")) {
    return {
      items: [
        {
          id: "dep_2",
          name: "Сантехники",
          staff: [
            { id: ANN.id, name: ANN.name },
            { id: "st_b", name: "Борис Ильин" },
          ],
          closed: true,
          opens_at: "2026-11-30T06:00:00.000Z",
        },
        { id: "dep_3", name: "Расчётный отдел", staff: [{ id: "st_c", name: "Вера Орлова" }] },
      ],
    };
  }
  if (path.endsWith("/routing")) {
    return {
      items: [
        {
          assignment: 1,
          at: new Date().toISOString(),
          cause: "tag",
          sentences: [
            "Тема: «Протечка».",
            "Подошло правило 1, подразделение «Сантехники».",
            "Борис Ильин: нет доступа к помещению.",
            "Могут ответить: Анна Петрова.",
            "Жребий 0.4213 из 1: Анна Петрова.",
          ],
        },
      ],
    };
  }
  return undefined;
});

for (let i = 0; i < 24; i += 1) {
  const who = client(i);
  const id = givenTalk(server, who);
  if (i % 3 === 0) {
    replyFrom(server, id, "Добрый день! Мастер будет сегодня с 14 до 16. Сможете встретить?");
    server.readAs(ANN, id);
  }
  if (i % 5 === 0) {
    server.act(ANN, { type: "dialog.close", chat: id, dialog: 1, reason: "solved" });
  }
  if (i === 23) {
    for (const text of ["Вода уже у соседей", "Что делать?", "Кран перекрыл, но всё равно течёт"]) {
      server.act(who, { type: "send", chat: id, text });
    }
    replyFrom(server, id, "Поднимаюсь к вам, буду через пять минут.");
  }
}

if (scene === "long") {
  const id = "chat_24";
  for (let i = 0; i < 400; i += 1) {
    server.act(i % 2 ? client(23) : ANN, {
      type: "send",
      chat: id,
      text: `Сообщение ${i} ${"слово ".repeat(i % 20)}`,
    });
  }
}

if (scene === "rush") {
  setInterval(() => {
    const i = Math.floor(Math.random() * NAMES.length * 3);
    server.act(client(i), {
      type: "send",
      chat: `chat_${i + 1}`,
      text: `Ау! ${new Date().toISOString()}`,
    });
  }, 400);
}

const url = new URL(window.location.href);
if (scene !== "login") {
  url.searchParams.set("demo", ANN.id);
}
window.history.replaceState(null, "", url);

const root = document.getElementById("root");
if (root !== null) {
  void start(root, { openSocket: net.open });
}
Object.assign(window, { server, net, PIPES });
