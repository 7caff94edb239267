import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { lazy, type ReactNode, Suspense } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { Bulkhead } from "../src/Bulkhead.tsx";
import { speak } from "../src/language.tsx";

beforeEach(() => {
  speak({ ru: {}, en: {} });
  // React tells of what it has caught.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

function draw(part: ReactNode): void {
  render(
    <MantineProvider env="test">
      <p>The rest</p>
      <Bulkhead>
        <Suspense>{part}</Suspense>
      </Bulkhead>
    </MantineProvider>,
  );
}

test("a part that cannot be fetched leaves the rest of the screen, and says what to do", async () => {
  const Gone = lazy(() => Promise.reject(new TypeError("Failed to fetch")));
  draw(<Gone />);
  expect((await screen.findByRole("alert")).textContent).toContain("Reload the page");
  expect(screen.getByText("The rest")).toBeDefined();
});

test("a part that breaks while it is drawn does so alone", () => {
  const Breaks = (): ReactNode => {
    throw new Error("a fault");
  };
  draw(<Breaks />);
  expect(screen.getByRole("button", { name: "Reload the page" })).toBeDefined();
  expect(screen.getByText("The rest")).toBeDefined();
});

test("nothing is told while all is well", () => {
  draw(<b>The part</b>);
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.getByText("The part")).toBeDefined();
});
