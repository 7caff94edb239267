import { speak, speakAlso } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { CODES } from "../../sdk/src/errors.ts";
import type { Http } from "../src/http.ts";
import { moment } from "../src/reports/amounts.ts";
import { Route, RouteProvider } from "../src/route.ts";
import { type Tools, ToolsProvider } from "../src/tools.tsx";
import type { Analytics, Figures } from "../src/usage/api.ts";
import { en } from "../src/words/en.ts";
import { ru } from "../src/words/ru.ts";
import { usageEn } from "../src/words/usage.en.ts";
import { usageRu } from "../src/words/usage.ru.ts";

const NOTHING: Figures = {
  launches: 0,
  clients: 0,
  refused: [],
  load: { launches: 0, median_ms: null, p75_ms: null },
  errors: [],
  offers: { accepted: 0, declined: 0, revoked: 0 },
  pushes: { accepted: 0, sent: 0, opened: 0 },
  orders: { made: 0, paid: 0 },
};
const SOME: Figures = {
  launches: 1200,
  clients: 400,
  refused: [
    { code: "offer_required", launches: 90 },
    { code: "not_available", launches: 7 },
  ],
  load: { launches: 1100, median_ms: 850, p75_ms: 1400 },
  errors: [
    { code: "offline", launches: 12 },
    { code: "from_tomorrow", launches: 1 },
  ],
  offers: { accepted: 80, declined: 9, revoked: 1 },
  pushes: { accepted: 210, sent: 200, opened: 50 },
  orders: { made: 40, paid: 30 },
};

async function shown(found: Analytics) {
  speak({ ru, en });
  speakAlso({ ru: usageRu, en: usageEn });
  const { UsageTab } = await import("../src/usage/UsageTab.tsx");
  const asked: Record<string, unknown>[] = [];
  const http = {
    get: async (path: string, query: Record<string, unknown>) => {
      expect(path).toBe("miniapps/app_1/analytics");
      asked.push(query);
      return found;
    },
  } as unknown as Http;
  window.history.replaceState(null, "", "/console/miniapps/app_1/usage?lang=en");
  render(
    <MantineProvider env="test">
      <ToolsProvider value={{ http } as unknown as Tools}>
        <RouteProvider value={new Route()}>
          <UsageTab id="app_1" />
        </RouteProvider>
      </ToolsProvider>
    </MantineProvider>,
  );
  return asked;
}

const lines = (name: string) =>
  within(screen.getByTestId(name))
    .getAllByRole("row")
    .map((row) => [...row.children].map((cell) => cell.textContent));

test("the figures of a mini-app stand by day, way in, build and code", async () => {
  const use = { launches: 1200, clients: 400, load: SOME.load, errors: SOME.errors };
  const asked = await shown({
    total: SOME,
    days: [
      { date: "2026-11-26", figures: NOTHING },
      { date: "2026-11-27", figures: SOME },
    ],
    sources: [{ source: "widget", launches: 1200, clients: 400 }],
    builds: [{ build: "bld_1", digest: "0123456789abcdef", ...use }],
  });
  const tile = (await screen.findAllByText("Loading, 3 in 4"))[0]?.parentElement;
  expect(tile?.textContent).toBe("Loading, 3 in 41.4 sechalf within 0.85 sec");
  expect(screen.getByText("Orders").parentElement?.textContent).toBe("Orders4075% paid");
  const [, last, first] = lines("usage-days");
  expect(last).toEqual(["Fri, Nov 27", "1,200", "400", "1.4 sec", "80", "9", "200", "50", "7"]);
  expect(first?.slice(1)).toEqual(["0", "0", "–", "0", "0", "0", "0", "0"]);
  expect(lines("usage-sources")[1]).toEqual(["Widget", "1,200", "400"]);
  const errors = "offline: 12, from_tomorrow: 1";
  const build = ["0123456789ab", "1,200", "400", "0.85 sec", "1.4 sec", errors];
  expect(lines("usage-builds")[1]).toEqual(build);
  expect(lines("usage-refused")).toEqual([
    ["Was shown the offer", "90"],
    ["Not available", "7"],
  ]);
  expect(lines("usage-error")).toEqual([
    ["Server out of reach", "12", "1%"],
    ["from_tomorrow", "1", "0%"],
  ]);
  await userEvent.click(screen.getByRole("radio", { name: "90 days" }));
  await waitFor(() => expect(asked.length).toBe(2));
  expect(String(asked[1]?.since) < String(asked[0]?.since)).toBe(true);
});

test("of what did not happen no share is told", async () => {
  const total = { ...NOTHING, refused: SOME.refused };
  await shown({ total, days: [], sources: [], builds: [] });
  await screen.findByText("Pushes sent");
  const told = (name: string) => screen.getAllByText(name)[0]?.parentElement?.textContent;
  expect(told("Launches")).toBe("Launches0none in this period");
  expect(told("Pushes sent")).toBe("Pushes sent0none in this period");
  expect(told("Loading, 3 in 4")).toBe("Loading, 3 in 4–not measured yet");
});

test("a mini-app that nobody opened says so", async () => {
  await shown({ total: NOTHING, days: [], sources: [], builds: [] });
  await screen.findByText("Nobody opened the mini-app in this period.");
  expect(screen.queryByTestId("usage-days")).toBeNull();
});

test("each code of the SDK has its words", () => {
  const missing = CODES.filter((code) => !(`usage.error.${code}` in usageRu));
  expect(missing).toEqual([]);
});

test.each([
  [null, "–"],
  [0, "0 sec"],
  [20, "0.02 sec"],
  [1234, "1.23 sec"],
])("%s milliseconds are written as %s", (ms, text) => {
  expect(moment(ms, "en")).toBe(text);
});
