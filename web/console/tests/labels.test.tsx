import { speak } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { Labels } from "../src/Labels.tsx";
import { en } from "../src/words/en.ts";
import { ru } from "../src/words/ru.ts";

test.each([
  [{ unread: 2, unanswered: true as const }, "2 unread messages"],
  [{ unread: 0, unanswered: true as const }, "Waiting for our answer"],
  [{ unread: 0 }, null],
])("what is read and not answered stays marked: %o", (row, label) => {
  speak({ ru, en });
  render(
    <MantineProvider env="test">
      <Labels row={row} />
    </MantineProvider>,
  );
  expect(screen.queryByRole("img")?.getAttribute("aria-label") ?? null).toBe(label);
});
