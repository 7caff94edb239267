import { type ChatClient, type Counts, Signal } from "@chatserver/protocol";
import { ClientProvider, speak, speakAlso } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeAll, expect, test } from "vitest";
import { type Choice, EVERYTHING } from "../src/list/filter.ts";
import { WaitingNotice } from "../src/list/WaitingNotice.tsx";
import { type Tools, ToolsProvider } from "../src/tools.tsx";
import { en } from "../src/words/en.ts";
import { listEn } from "../src/words/list.en.ts";
import { listRu } from "../src/words/list.ru.ts";
import { ru } from "../src/words/ru.ts";

beforeAll(() => {
  speak({ ru, en });
  speakAlso({ ru: listRu, en: listEn });
});

const NONE: Counts = { new: 0, mine: 0, waiting: 0 };

function givenNotice(permissions: string[]) {
  const state = new Signal({ counts: NONE });
  const client = { inbox: { state } } as unknown as ChatClient;
  const chosen: Choice[] = [];
  function List() {
    const [choice, setChoice] = useState<Choice>({ ...EVERYTHING, q: "ann" });
    chosen.push(choice);
    return <WaitingNotice choice={choice} setChoice={setChoice} />;
  }
  render(
    <MantineProvider env="test">
      <ClientProvider client={client}>
        <ToolsProvider value={{ me: { permissions } } as unknown as Tools}>
          <List />
        </ToolsProvider>
      </ClientProvider>
    </MantineProvider>,
  );
  return {
    wait: (waiting: number) => act(() => state.set({ counts: { ...NONE, waiting } })),
    chosen,
  };
}

test("who may hand chats over is told that some wait, and led to all of them", async () => {
  const { wait, chosen } = givenNotice(["chats.view", "chats.send"]);
  const notice = screen.getByRole("status");
  expect(notice.textContent).toBe("");
  wait(3);
  expect(notice.textContent).toContain("3 chats wait");
  await userEvent.click(screen.getByRole("button", { name: listEn["waiting.show"] }));
  expect(chosen.at(-1)).toEqual({ ...EVERYTHING, tab: "waiting" });
  expect(notice.textContent).toBe("");
});

test("who only looks is told nothing that they could do nothing about", () => {
  const { wait } = givenNotice(["chats.view"]);
  wait(3);
  expect(screen.getByRole("status").textContent).toBe("");
});
