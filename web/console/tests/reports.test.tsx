import { speak } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { Http } from "../src/http.ts";
import { share, stretch } from "../src/reports/amounts.ts";
import { type Figures, sinceOf } from "../src/reports/api.ts";
import { Route, RouteProvider } from "../src/route.ts";
import { type Tools, ToolsProvider } from "../src/tools.tsx";
import { en } from "../src/words/en.ts";
import { ru } from "../src/words/ru.ts";

test.each([
  [null, "–"],
  [0.3, "0 sec"],
  [59.6, "1 min"],
  [200, "3 min 20 sec"],
  [3600, "1 hr"],
  [3 * 86_400 + 59, "3 days"],
])("%s seconds are written as %s", (seconds, text) => {
  expect(stretch(seconds, "en")).toBe(text);
});

test("there is no share of nothing", () => {
  expect(share(0, 0, "en")).toBe("–");
  expect(share(2, 3, "en")).toBe("67%");
});

test("a week has seven whole days, today among them", () => {
  const since = new Date(sinceOf(7, new Date(2026, 10, 26, 15, 30)));
  expect([since.getDate(), since.getHours(), since.getMinutes()]).toEqual([20, 0, 0]);
});

const FIGURES: Figures = {
  dialogs: 4,
  open: 1,
  solved: 2,
  no_answer: 0,
  timeout: 1,
  handed: 3,
  answered: 2,
  answered_within: [60, 300, 900, 3600].map((seconds) => ({ seconds, dialogs: 1 })),
  answered_within_in_hours: [60, 300, 900, 3600].map((seconds) => ({ seconds, dialogs: 2 })),
  wait: { median_s: 200, p90_s: 7200 },
  wait_in_hours: { median_s: 200, p90_s: 600 },
  length: { median_s: 900, p90_s: 9000 },
  ratings: {
    asked: 3,
    rated: 2,
    mean: 3.25,
    scores: [1, 2, 3, 4, 5].map((score) => ({ score, dialogs: score === 2 ? 1 : 0 })),
  },
};

function episode(number: number) {
  return {
    chat: `chat_${number}`,
    number,
    dialog: 1,
    product: { id: "app_1", name: "Repairs" },
    tag: null,
    department: null,
    opened_at: "2026-11-26T10:00:00.000Z",
    wait_s: 30_600,
    wait_in_hours_s: 600,
    reason: null,
    asked: number === 6,
    score: number === 6 ? 2 : null,
  };
}

test("a group of a report leads to its dialogs, page by page, and those to their chats", async () => {
  speak({ ru, en });
  const { default: ReportSection } = await import("../src/reports/ReportSection.tsx");
  const asked: [string, Record<string, unknown>][] = [];
  const http = {
    get: async (path: string, query: Record<string, unknown>) => {
      asked.push([path, query]);
      if (path === "reports/dialogs") {
        return { total: FIGURES, lines: [{ id: "app_1", name: "Repairs", figures: FIGURES }] };
      }
      const first = query.cursor === null;
      return { items: [episode(first ? 7 : 6)], next_cursor: first ? "more" : null };
    },
  } as unknown as Http;
  window.history.replaceState(null, "", "/console/reports?by=product&lang=en");
  const me = { id: "st_ann", name: "Ann", permissions: ["chats.view", "reports.view"] };
  render(
    <MantineProvider env="test">
      <ToolsProvider value={{ http, me } as unknown as Tools}>
        <RouteProvider value={new Route()}>
          <ReportSection />
        </RouteProvider>
      </ToolsProvider>
    </MantineProvider>,
  );
  await userEvent.click(await screen.findByRole("button", { name: "Repairs" }));
  // What the night took stands apart, and only where it took something.
  const table = screen.getByTestId("report");
  expect(within(table).getByText("in working hours 10 min")).toBeDefined();
  expect(within(table).getAllByText(/in working hours/)).toHaveLength(1);
  expect(screen.getByText("of those answered; in working hours 100%")).toBeDefined();
  const both = "half of them; 9 in 10: 2 hr. In working hours: 3 min 20 sec; 9 in 10: 10 min";
  expect(screen.getByText(both)).toBeDefined();
  await screen.findByRole("heading", { name: "Dialogs: Repairs" });
  await waitFor(() =>
    expect(asked.at(-1)).toMatchObject(["reports/dialogs/list", { products: "app_1" }]),
  );
  await userEvent.click(screen.getByRole("switch", { name: "Only unanswered" }));
  await waitFor(() => expect(asked.at(-1)?.[1]).toMatchObject({ answered: false, cursor: null }));
  await userEvent.click(await screen.findByRole("button", { name: "Show more" }));
  const list = screen.getByTestId("dialogs");
  const link = await within(list).findByRole("link", { name: "No. 6" });
  expect(link.getAttribute("href")).toBe("/console/?chat=chat_6");
  expect(within(list).getAllByRole("link")).toHaveLength(2);
  expect(within(list).getAllByText("in working hours 10 min")).toHaveLength(2);
  // How dialogs were stands beside how many were asked, and leads to those dialogs.
  expect(screen.getByRole("heading", { name: "Clients’ rating: 3.3 out of 5" })).toBeDefined();
  expect(screen.getByText("by 2 of 3 who were asked")).toBeDefined();
  expect(within(table).getByText("2 of 3")).toBeDefined();
  expect(within(list).getByRole("columnheader", { name: "Rating" })).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "Rated 2: 1, show the dialogs" }));
  await screen.findByRole("heading", { name: "Dialogs: Repairs · rated 2" });
  await waitFor(() => expect(asked.at(-1)?.[1]).toMatchObject({ scores: "2", cursor: null }));
  // What was asked for once is not asked for again with each line that is looked at.
  expect(asked.filter(([path]) => path === "reports/dialogs")).toHaveLength(1);
});
