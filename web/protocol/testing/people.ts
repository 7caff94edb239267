/** Who takes part in tests? ann answers, cid asks. */

import type { User } from "../src/frames.ts";
import { FakeServer, type Product } from "./fake-server.ts";

const ORG = { id: "org_1", name: "Северный квартал" };

export const HOME = { id: "obj_1", name: "Кв. 12" };

export const CID: User = {
  id: "cl_cid",
  kind: "client",
  name: "Сидоров Илья",
  org: ORG,
  places: [HOME],
};

export const ANN: User = {
  id: "st_ann",
  kind: "staff",
  name: "Анна Петрова",
  org: ORG,
  permissions: ["chats.view", "chats.send"],
};

export const PIPES: Product = {
  id: "prd_pipes",
  name: "Северный квартал",
  bot: {
    name: "Северный квартал",
    greeting: "Здравствуйте! Мы на связи каждый день с 8 до 20.",
    prompt: "О чём вы хотите спросить?",
    solved: "Рады, что вопрос решён.",
    no_answer: "Мы не дождались ответа. Напишите, если вопрос остался.",
    tags: [
      {
        id: "tag_leak",
        text: "Протечка",
        autoreply: "Передаём вопрос мастеру.",
        department: { id: "dep_2", name: "Сантехники" },
        staff: { id: "st_ann", name: "Анна Петрова" },
      },
      {
        id: "tag_bill",
        text: "Счета и оплата",
        department: { id: "dep_3", name: "Расчётный отдел" },
      },
    ],
  },
};

/** A server that knows ann and cid by their tokens. */
export function givenServer(): FakeServer {
  const server = new FakeServer();
  server.people.set("ann", ANN);
  server.people.set("cid", CID);
  server.products.set(PIPES.id, PIPES);
  return server;
}
