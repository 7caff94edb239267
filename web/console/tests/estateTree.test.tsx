import { speak } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { Unreachable } from "../src/http.ts";
import { EstateTree } from "../src/list/EstateTree.tsx";
import { type Tools, ToolsProvider } from "../src/tools.tsx";
import { en } from "../src/words/en.ts";
import { ru } from "../src/words/ru.ts";

test("a level of objects that did not come is asked for again where it should stand", async () => {
  speak({ ru, en });
  const quarter = { id: "obj_q", name: "Pines", kind: "quarter", address: "", parent: null };
  const answers = [() => Promise.reject(new Unreachable()), async () => [quarter]];
  const directory = { objectsIn: () => answers.shift()?.() };
  render(
    <MantineProvider env="test">
      <ToolsProvider value={{ directory } as unknown as Tools}>
        <EstateTree line={({ name }) => name} />
      </ToolsProvider>
    </MantineProvider>,
  );
  await userEvent.click(await screen.findByRole("button", { name: "Try again" }));
  expect(await screen.findByText("Pines")).toBeDefined();
  expect(screen.queryByRole("alert")).toBeNull();
});
