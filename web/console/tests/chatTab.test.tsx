import { speak, speakAlso } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { Directory } from "../src/directory.ts";
import { type Ask, type Http, Problem } from "../src/http.ts";
import { ChatTab } from "../src/miniapps/ChatTab.tsx";
import { Route, RouteProvider } from "../src/route.ts";
import { type Tools, ToolsProvider } from "../src/tools.tsx";
import { en } from "../src/words/en.ts";
import { miniappsEn } from "../src/words/miniapps.en.ts";
import { miniappsRu } from "../src/words/miniapps.ru.ts";
import { ru } from "../src/words/ru.ts";

const BASICS = "miniapps/app/chat";
const BOT = "miniapps/app/chat/bot";

/** Both documents stand on one version, as with the server. */
function givenTab(topics: readonly object[] = []) {
  speak({ ru, en });
  speakAlso({ ru: miniappsRu, en: miniappsEn });
  const server = {
    version: 1,
    bodies: new Map<string, object>([
      [
        BASICS,
        {
          public_title: "Repairs",
          title: "Hello",
          text: "We listen",
          department: null,
          staff: [],
          choice: "random",
          skip_away: false,
          answer_minutes: null,
          ask_rating: false,
          chat_on: true,
          faults: [],
        },
      ],
      [
        BOT,
        {
          on: false,
          greeter: null,
          greeting: "Good day",
          prompt: "Choose",
          tags: [],
          solved: "Glad",
          no_answer: "Bye",
          restart_minutes: 10,
          chat_on: true,
          faults: [],
        },
      ],
    ]),
    put(path: string, change: object): void {
      server.version += 1;
      server.bodies.set(path, { ...server.bodies.get(path), ...change });
    },
  };
  const http = {
    get: async () => ({ items: [{ id: "cl_1", name: "Kim", phone: "+7", premises: [] }] }),
    all: async (path: string) => (path === "chats/tags" ? [...topics] : []),
    card: async (path: string, { method, body, etag }: Ask = {}) => {
      if (method === "PUT") {
        if (etag !== `"${server.version}"`) {
          throw new Problem(412, { code: "precondition_failed" });
        }
        server.put(path, body as object);
      }
      return { body: server.bodies.get(path), etag: `"${server.version}"` };
    },
  } as unknown as Http;
  const directory = new Directory(http);
  const me = { permissions: ["clients.view"] };
  const tools = { http, directory, me } as unknown as Tools;
  const asked: string[] = [];
  const route = new Route(window, (question) => asked.push(question) < 0);
  render(
    <MantineProvider env="test">
      <Notifications />
      <RouteProvider value={route}>
        <ToolsProvider value={tools}>
          <ChatTab id="app" mayEdit />
        </ToolsProvider>
      </RouteProvider>
    </MantineProvider>,
  );
  return { server, directory, route, asked };
}

async function change(form: HTMLElement, field: string, text: string): Promise<void> {
  await userEvent.type(within(form).getByLabelText(field), text);
}

test("to save one form leaves alone what was begun in the other, which can be saved then", async () => {
  const { server, route, asked } = givenTab();
  const basics = await screen.findByRole("form", { name: "Basic settings" });
  const bot = screen.getByRole("form", { name: "Chatbot" });
  await change(basics, "Text of the greeting", " to you");
  await change(bot, "Greeting", "!");
  route.go(["staff"]);
  expect(asked).toHaveLength(1);
  await userEvent.click(within(bot).getByRole("button", { name: "Save" }));
  await waitFor(() => {
    const now = screen.getByRole("form", { name: "Chatbot" });
    expect(within(now).queryByRole("button", { name: "Save" })).toBeNull();
  });
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(server.bodies.get(BASICS)).toMatchObject({ text: "We listen to you" }),
  );
  expect(server.bodies.get(BOT)).toMatchObject({ greeting: "Good day!" });
  await waitFor(() => expect(screen.queryByRole("button", { name: "Save" })).toBeNull());
  route.go(["staff"]);
  expect(asked).toHaveLength(1);
});

test("where another has saved the other form, ours is not lost by reading anew", async () => {
  const { server } = givenTab();
  const basics = await screen.findByRole("form", { name: "Basic settings" });
  await change(basics, "Text of the greeting", " to you");
  server.put(BOT, { greeting: "Hi" });
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  const told = await screen.findByRole("alert");
  await userEvent.click(within(told).getByRole("button"));
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  expect(screen.getByDisplayValue("Hi")).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(server.bodies.get(BASICS)).toMatchObject({ text: "We listen to you" }),
  );
  expect(server.bodies.get(BOT)).toMatchObject({ greeting: "Hi" });
});

test("what another saved in the same form does not take away what was begun in it", async () => {
  const { server } = givenTab();
  const basics = await screen.findByRole("form", { name: "Basic settings" });
  const bot = screen.getByRole("form", { name: "Chatbot" });
  await change(basics, "Text of the greeting", " to you");
  server.put(BASICS, { text: "We are here" });
  await change(bot, "Greeting", "!");
  await userEvent.click(within(bot).getByRole("button", { name: "Save" }));
  await userEvent.click(within(await within(bot).findByRole("alert")).getByRole("button"));
  const told = await within(basics).findByRole("alert");
  expect(within(basics).getByDisplayValue("We listen to you")).toBeDefined();
  expect(within(bot).queryByRole("alert")).toBeNull();
  expect(within(bot).getByDisplayValue("Good day!")).toBeDefined();
  await userEvent.click(within(told).getByRole("button"));
  expect(within(basics).getByDisplayValue("We are here")).toBeDefined();
  expect(within(basics).queryByRole("alert")).toBeNull();
});

test("a topic that was just saved is there to filter the chats by", async () => {
  const topics = [{ id: "tag_1", text: "Leak", product: { id: "app", name: "Repairs" } }];
  const { directory } = givenTab(topics);
  expect(await directory.topics()).toHaveLength(1);
  topics.push({ id: "tag_2", text: "Lift", product: { id: "app", name: "Repairs" } });
  const bot = await screen.findByRole("form", { name: "Chatbot" });
  await change(bot, "Greeting", "!");
  await userEvent.click(within(bot).getByRole("button", { name: "Save" }));
  await waitFor(async () => expect(await directory.topics()).toHaveLength(2));
});

test("who was chosen in the trial stays when the bot that was saved before comes anew", async () => {
  const { server } = givenTab();
  const bot = await screen.findByRole("form", { name: "Chatbot" });
  server.put(BOT, { prompt: "Choose one" });
  const client = screen.getByRole("combobox", { name: "Client" });
  await userEvent.type(client, "Ki");
  await userEvent.click(await screen.findByRole("option", { name: "Kim, +7" }));
  const basics = screen.getByRole("form", { name: "Basic settings" });
  await change(basics, "Text of the greeting", "!");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await userEvent.click(within(await screen.findByRole("alert")).getByRole("button"));
  await waitFor(() => expect(within(bot).getByDisplayValue("Choose one")).toBeDefined());
  expect(screen.getByRole("combobox", { name: "Client" })).toHaveProperty("value", "Kim, +7");
});
