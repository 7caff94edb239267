import type { Note } from "@chatserver/protocol";
import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useRef } from "react";
import { beforeAll, expect, test, vi } from "vitest";
import { AsideBubble } from "../src/AsideBubble.tsx";
import { speak } from "../src/language.tsx";
import { useFocusBack } from "../src/useFocusBack.ts";

beforeAll(() => speak({ ru: {}, en: {} }));

const AT = "2026-01-01T12:00:00.000Z";
const BY = { id: "ann", kind: "staff", name: "Ann" } as const;

function Conversation({ text, remove }: { text?: string; remove(note: Note): void }) {
  const scroller = useRef<HTMLDivElement>(null);
  const note: Note = { n: 1, change: 1, after: 0, key: "k1", by: BY, at: AT };
  const acts = {
    retry: () => undefined,
    discard: () => undefined,
    mayRemoveNote: () => text !== undefined,
    removeNote: remove,
    focus: useFocusBack(scroller),
  };
  const line = { kind: "aside", id: "k1", at: AT, name: "Ann", text: text ?? null, unsent: null };
  return (
    <MantineProvider env="test">
      <div ref={scroller} role="log" tabIndex={-1}>
        <AsideBubble line={{ ...line, kind: "aside", note }} acts={acts} />
      </div>
    </MantineProvider>
  );
}

test("a note that a colleague deletes takes the question about it along, but not the focus", async () => {
  const remove = vi.fn();
  const stands = render(<Conversation text="He has a dog" remove={remove} />);
  await userEvent.click(screen.getByRole("button", { name: "Delete the note" }));
  expect(await screen.findByRole("button", { name: "Delete" })).toBeDefined();
  stands.rerender(<Conversation remove={remove} />);
  expect(screen.queryByRole("button", { name: "Delete" })).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole("log"));
  expect(remove).not.toHaveBeenCalled();
});
