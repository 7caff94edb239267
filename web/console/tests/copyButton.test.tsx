import { speak } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CopyButton } from "../src/cards/CopyButton.tsx";
import { en } from "../src/words/en.ts";
import { ru } from "../src/words/ru.ts";

beforeEach(() => {
  window.history.replaceState(null, "", "/console/?lang=en");
  speak({ ru, en });
});

// A page on plain http has no clipboard, and jsdom has no commands.
afterEach(() => Reflect.deleteProperty(document, "execCommand"));

function shown(value: string) {
  return (
    <MantineProvider env="test">
      <CopyButton value={value}>Take it</CopyButton>
    </MantineProvider>
  );
}

test.each([
  [true, en.copied],
  [false, en["copy.byHand"]],
])("says whether the value is on the clipboard: %s", async (does, words) => {
  const taken: (string | undefined)[] = [];
  document.execCommand = vi.fn(() => {
    taken.push(document.querySelector("textarea")?.value);
    return does;
  });
  const { rerender } = render(shown("key_1"));
  fireEvent.click(screen.getByRole("button", { name: "Take it" }));
  expect(await screen.findByRole("button", { name: words })).toBeDefined();
  expect(taken).toEqual(["key_1"]);
  expect(document.querySelector("textarea")).toBeNull();

  rerender(shown("key_2"));
  expect(screen.getByRole("button", { name: "Take it" })).toBeDefined();
});
