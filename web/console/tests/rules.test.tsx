import { speak, speakAlso } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { type Http, Problem } from "../src/http.ts";
import { Route, RouteProvider } from "../src/route.ts";
import { RulesPage } from "../src/rules/RulesPage.tsx";
import { changesIn } from "../src/rules/rules.ts";
import { type Tools, ToolsProvider } from "../src/tools.tsx";
import { en } from "../src/words/en.ts";
import { miniappsEn } from "../src/words/miniapps.en.ts";
import { miniappsRu } from "../src/words/miniapps.ru.ts";
import { ru } from "../src/words/ru.ts";

test("each line of a new version is the same, new or gone, and none is lost", () => {
  expect(changesIn("one\ntwo\nthree", "one\n2\nthree\nfour")).toEqual([
    { how: "same", text: "one" },
    { how: "gone", text: "two" },
    { how: "new", text: "2" },
    { how: "same", text: "three" },
    { how: "new", text: "four" },
  ]);
  expect(changesIn("one", "one")).toEqual([{ how: "same", text: "one" }]);
  // So unlike that no screen waits for the shortest way.
  const [before, after] = ["a", "b"].map((x) =>
    Array.from({ length: 1000 }, (_, n) => `${x}${n}`).join("\n"),
  );
  expect(changesIn(before ?? "", after ?? "").map(({ how }) => how)).toEqual(["gone", "new"]);
});

test("who was overtaken keeps their text, and sees how it differs from what holds now", async () => {
  speak({ ru, en });
  speakAlso({ ru: miniappsRu, en: miniappsEn });
  let held = { version: 1, text_ru: "раз", text_en: "one", at: null as string | null };
  const sent: object[] = [];
  const http = {
    get: async () => held,
    post: async (_path: string, body: { text_ru: string; text_en: string; based_on: number }) => {
      sent.push(body);
      if (body.based_on !== held.version) {
        throw new Problem(409, { code: "conflict" });
      }
      return { ...body, version: held.version + 1, at: "2026-11-27T08:00:00Z" };
    },
  } as unknown as Http;
  render(
    <MantineProvider env="test">
      <RouteProvider value={new Route(window, () => true)}>
        <ToolsProvider value={{ http, me: {} } as unknown as Tools}>
          <RulesPage />
        </ToolsProvider>
      </RouteProvider>
    </MantineProvider>,
  );
  await userEvent.click(await screen.findByRole("button", { name: "Write a new version" }));
  await userEvent.type(screen.getByLabelText(/Text in English/), " and mine");
  await userEvent.click(screen.getByRole("button", { name: "See what will change" }));
  held = { version: 2, text_ru: "раз", text_en: "theirs", at: "2026-11-27T07:00:00Z" };
  await userEvent.click(screen.getByRole("button", { name: "Publish version 2" }));
  await screen.findByRole("button", { name: "Publish version 3" });
  expect(screen.getByRole("alert").textContent).toContain("Somebody else");
  expect(document.querySelector("del")?.textContent).toBe("theirs");
  expect(document.querySelector("ins")?.textContent).toBe("one and mine");
  await userEvent.click(screen.getByRole("button", { name: "Publish version 3" }));
  await screen.findByRole("button", { name: "Write a new version" });
  expect(sent).toMatchObject([{ based_on: 1 }, { based_on: 2, text_en: "one and mine" }]);
});
