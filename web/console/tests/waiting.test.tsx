import { speak } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { beforeAll, expect, test } from "vitest";
import type { Ask, Http } from "../src/http.ts";
import { choiceFrom } from "../src/list/filter.ts";
import { ViewMenu } from "../src/list/ViewMenu.tsx";
import { Views } from "../src/list/views.ts";
import { ReplyBook } from "../src/replies/book.ts";
import { RepliesButton } from "../src/replies/RepliesButton.tsx";
import { type Tools, ToolsProvider } from "../src/tools.tsx";
import { en } from "../src/words/en.ts";
import { ru } from "../src/words/ru.ts";

beforeAll(() => speak({ ru, en }));

function show(tools: Partial<Tools>, what: ReactNode): void {
  render(
    <MantineProvider env="test">
      <ToolsProvider value={tools as Tools}>{what}</ToolsProvider>
    </MantineProvider>,
  );
}

test("a view is kept once, however often the button is pressed meanwhile", async () => {
  const kept: unknown[] = [];
  const http = {
    get: async () => ({ items: [] }),
    post: (_path: string, body: Ask["body"]) => {
      kept.push(body);
      return new Promise(() => undefined);
    },
  } as unknown as Http;
  show(
    { views: new Views(http) },
    <ViewMenu choice={choiceFrom(new URLSearchParams())} setChoice={() => undefined} />,
  );
  await userEvent.click(screen.getByRole("button", { name: en["views.title"] }));
  const field = await screen.findByPlaceholderText(en["views.name"]);
  await userEvent.type(field, "Mine{Enter}");
  await waitFor(() => expect(kept).toHaveLength(1));
  fireEvent.submit(field.closest("form") as HTMLFormElement);
  expect(kept).toHaveLength(1);
});

test("ready texts that are not here yet are not said to be none, and asked for again", async () => {
  const answers = [Promise.reject(new TypeError("no line")), new Promise(() => undefined)];
  let asked = 0;
  const http = {
    all: () => {
      asked += 1;
      return answers.shift();
    },
  } as unknown as Http;
  const book = new ReplyBook(http);
  book.open();
  await waitFor(() => expect(asked).toBe(1));
  const ready = { replies: null, known: {}, hints: () => [] };
  show({ book }, <RepliesButton ref={null} ready={ready} insert={() => undefined} />);
  await userEvent.click(screen.getByRole("button", { name: en["replies.open"] }));
  expect(await screen.findByText("Loading…")).toBeDefined();
  expect(screen.queryByText(en["replies.none"])).toBeNull();
  expect(asked).toBe(2);
});
