import { speak } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { Enrol } from "../src/entrance/Enrol.tsx";
import { Session } from "../src/session.ts";
import { en } from "../src/words/en.ts";
import { ru } from "../src/words/ru.ts";

const ME = { id: "st_ann", name: "Ann" };
const OFFERED = { secret: "KEY", uri: "otpauth://totp/Ann?secret=KEY" };
const ON: [number, object] = [409, { code: "conflict", on: true }];

function tokens(n: number, enrol_totp: boolean): [number, object] {
  return [
    200,
    { access_token: `a${n}`, refresh_token: `r${n}`, expires_in: 900, enrol_totp, me: ME },
  ];
}

function answers(...bodies: [number, object][]): void {
  vi.stubGlobal("fetch", async () => {
    const [status, body] = bodies.shift() ?? [500, {}];
    return new Response(JSON.stringify(body), { status });
  });
}

afterEach(() => vi.unstubAllGlobals());

test.each([
  ["begun here", [ON]],
  ["confirmed here", [[201, OFFERED], ON]],
] as [string, [number, object][]][])(
  "who has set it up in another tab meanwhile goes on: %s",
  async (_, told) => {
    answers(tokens(1, true), ...told, tokens(2, false));
    const session = new Session("session");
    await session.signIn("ann@example.com", "secret");
    window.history.replaceState(null, "", "/console/?lang=en");
    speak({ ru, en });
    render(
      <MantineProvider env="test">
        <Enrol session={session} />
      </MantineProvider>,
    );
    expect(document.activeElement).toBe(screen.getByLabelText(en["login.password"]));
    fireEvent.change(screen.getByLabelText(en["login.password"]), { target: { value: "secret" } });
    fireEvent.click(screen.getByRole("button", { name: en["enrol.begin"] }));
    if (told.length > 1) {
      const code = await screen.findByLabelText(en["login.code"]);
      expect(document.activeElement).toBe(code);
      fireEvent.change(code, { target: { value: "123456" } });
      fireEvent.click(screen.getByRole("button", { name: en["enrol.confirm"] }));
    }
    await waitFor(() => expect(session.me.value?.enrols).toBe(false));
  },
);
