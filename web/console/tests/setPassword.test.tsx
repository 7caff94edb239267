import { speak } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { SetPassword } from "../src/entrance/SetPassword.tsx";
import { en } from "../src/words/en.ts";
import { ru } from "../src/words/ru.ts";

const ANN = { name: "Ann", email: "ann@example.com", org: null };

/** Let the server answer these, one after the other; null: it cannot be reached. */
function answers(...bodies: ([number, object] | null)[]): void {
  vi.stubGlobal("fetch", async () => {
    const [status, body] = bodies.shift() ?? [];
    if (status === undefined) {
      throw new TypeError("no network");
    }
    return new Response(JSON.stringify(body), { status });
  });
}

function opened(kind: "invite" | "reset"): void {
  window.history.replaceState(null, "", "/console/?lang=en");
  speak({ ru, en });
  render(
    <MantineProvider env="test">
      <SetPassword kind={kind} token="secret" onSet={async () => {}} onBack={() => {}} />
    </MantineProvider>,
  );
}

afterEach(() => vi.unstubAllGlobals());

test("a server that does not answer is asked again, and the link is not called used", async () => {
  answers(null, [503, { code: "unavailable" }], [200, ANN]);
  opened("invite");
  for (let failed = 0; failed < 2; failed += 1) {
    expect((await screen.findByRole("alert")).textContent).toBe(en["login.failed"]);
    fireEvent.click(screen.getByRole("button", { name: en["list.again"] }));
  }
  expect(await screen.findByText("Ann, ann@example.com")).toBeDefined();
});

test.each([
  ["invite", "administrator"],
  ["reset", "Forgot your password?"],
] as const)("a link that was used says how to come by another: %s", async (kind, way) => {
  answers([404, { code: "not_found" }]);
  opened(kind);
  expect((await screen.findByRole("alert")).textContent).toContain(way);
});
