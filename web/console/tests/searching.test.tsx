import { speak, speakAlso } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeAll, expect, test } from "vitest";
import { LinkPicker } from "../src/LinkPicker.tsx";
import { ClientPremises, NOBODY } from "../src/miniapps/ClientPremises.tsx";
import { type Tools, ToolsProvider } from "../src/tools.tsx";
import { en } from "../src/words/en.ts";
import { listEn } from "../src/words/list.en.ts";
import { listRu } from "../src/words/list.ru.ts";
import { miniappsEn } from "../src/words/miniapps.en.ts";
import { miniappsRu } from "../src/words/miniapps.ru.ts";
import { ru } from "../src/words/ru.ts";

beforeAll(() => {
  speak({ ru, en });
  speakAlso({ ru: listRu, en: listEn });
  speakAlso({ ru: miniappsRu, en: miniappsEn });
});

function Chosen() {
  const [who, setWho] = useState(NOBODY);
  return <ClientPremises value={who} choose={setWho} />;
}

test("another search takes away neither who is chosen nor where they live", async () => {
  const ann = {
    id: "ann",
    name: "Ann",
    phone: "1",
    premises: [{ id: "flat", name: "Flat", address: "1 Long Street" }],
  };
  const directory = {
    searchClients: async (q: string) => (q === "ann" ? [ann] : []),
  };
  render(
    <MantineProvider env="test">
      <ToolsProvider value={{ directory } as unknown as Tools}>
        <Chosen />
      </ToolsProvider>
    </MantineProvider>,
  );
  const field = screen.getByRole("combobox", { name: miniappsEn["token.client"] });
  await userEvent.type(field, "ann");
  await userEvent.click(await screen.findByText("Ann, 1"));
  expect(screen.getByDisplayValue("1 Long Street")).toBeDefined();
  await userEvent.clear(field);
  await userEvent.type(field, "zoe");
  await screen.findByText(listEn["field.client.hint"]);
  await userEvent.tab();
  expect(screen.getByDisplayValue("Ann, 1")).toBeDefined();
  expect(screen.getByDisplayValue("1 Long Street")).toBeDefined();
});

test("a list of links that did not come is asked for again", async () => {
  const answers = [[], [{ items: [], next_cursor: null }]];
  const api = {
    linkTargets: async () => {
      const [page] = answers.shift() ?? [];
      if (page === undefined) {
        throw new TypeError("no line");
      }
      return page;
    },
  };
  render(
    <MantineProvider env="test">
      <ToolsProvider value={{ api } as unknown as Tools}>
        <LinkPicker chat="chat_1" choose={() => undefined} />
      </ToolsProvider>
    </MantineProvider>,
  );
  await userEvent.click(screen.getByRole("button", { name: en["links.attach"] }));
  await userEvent.click(await screen.findByRole("button", { name: listEn["list.again"] }));
  expect(await screen.findByText(en["links.none"])).toBeDefined();
});
