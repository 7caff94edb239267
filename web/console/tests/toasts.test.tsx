import type { Row } from "@chatserver/protocol";
import { speak } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { act, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dropToast, dropToasts, followToast, toastGiven } from "../src/news/toasts.tsx";
import { Route } from "../src/route.ts";
import { en } from "../src/words/en.ts";
import { ru } from "../src/words/ru.ts";

const NAMES = ["Ann", "Bob", "Cid", "Dot"];

let route: Route;

beforeEach(() => {
  window.history.replaceState(null, "", "/console/?tab=new&lang=en");
  speak({ ru, en });
  route = new Route();
  render(
    <MantineProvider env="test">
      <Notifications />
    </MantineProvider>,
  );
});

afterEach(() => act(() => dropToasts()));

function give(...names: string[]): void {
  const given = names.map((name) => {
    const row = { id: `chat_${name}`, client: { name }, product: { name: "Pipes" } };
    return { occasion: "given" as const, row: row as unknown as Row };
  });
  act(() => toastGiven(given, route));
}

const shown = () => screen.queryAllByTestId("given").map((one) => one.textContent ?? "");

test("the newest one is followed, and the list beside the chat stays as it is", async () => {
  give("Ann");
  give("Bob");
  await waitFor(() => expect(shown()).toHaveLength(2));
  act(() => followToast());
  expect(route.here.value.query.toString()).toBe("tab=new&lang=en&chat=chat_Bob");
  await waitFor(() => expect(shown()).toEqual([expect.stringContaining("Ann")]));
  act(() => dropToast("chat_Ann"));
  await waitFor(() => expect(shown()).toEqual([]));
});

test("however many are given, a few stand: more are counted, and lead to one's own chats", async () => {
  give(...NAMES.slice(0, 2));
  give(...NAMES.slice(2));
  await waitFor(() =>
    expect(shown()).toEqual([expect.stringContaining("4 chats were given to you")]),
  );
  give("Eve");
  await waitFor(() =>
    expect(shown()).toEqual([expect.stringContaining("5 chats were given to you")]),
  );
  act(() => followToast());
  expect(route.here.value.query.get("tab")).toBe("mine");
});

test("nothing given leaves what stands", async () => {
  give(...NAMES);
  give();
  await waitFor(() => expect(shown()).toHaveLength(1));
});
