import { speak } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { type Ask, type Http, Problem } from "../src/http.ts";
import { type Tools, ToolsProvider } from "../src/tools.tsx";
import { en } from "../src/words/en.ts";
import { ru } from "../src/words/ru.ts";

test("a widget that somebody else changed meanwhile is told of, and saved at the second press", async () => {
  speak({ ru, en });
  // Its words are added to those that are there.
  const { default: WidgetSection } = await import("../src/widgets/WidgetSection.tsx");
  let widget = {
    id: "wid_1",
    screen: "home",
    title: "Pay",
    text: "Pay here",
    position: 1,
    miniapp: null,
    target: "bills",
    objects: null,
    published: true,
    version: 1,
  };
  const http = {
    all: async (path: string) => (path === "widgets" ? [widget] : []),
    get: async () => ({ items: [], screens: ["bills"] }),
    card: async (_path: string, { body, etag }: Ask) => {
      if (etag !== `"${widget.version}"`) {
        throw new Problem(412, { code: "precondition_failed" });
      }
      widget = { ...widget, ...(body as object), version: widget.version + 1 };
      return { body: widget };
    },
  } as unknown as Http;
  render(
    <MantineProvider env="test">
      <ToolsProvider value={{ http } as unknown as Tools}>
        <WidgetSection />
      </ToolsProvider>
    </MantineProvider>,
  );
  await userEvent.click(await screen.findByRole("button", { name: "Change" }));
  await userEvent.type(await screen.findByLabelText("Text"), " now");
  widget = { ...widget, title: "Dues", version: 2 };
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect((await screen.findByRole("alert")).textContent).toContain("Save again to keep yours");
  await screen.findByText("Dues");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(widget).toMatchObject({ text: "Pay here now", version: 3 }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});
