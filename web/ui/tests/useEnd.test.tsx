import type { Unsent } from "@chatserver/protocol";
import { renderHook } from "@testing-library/react";
import type { VirtuosoHandle } from "react-virtuoso";
import { expect, test, vi } from "vitest";
import type { Line } from "../src/lines.ts";
import { useFollowOwn } from "../src/useEnd.ts";

const AT = "2026-01-01T12:00:00.000Z";

function aside(id: string, unsent: Unsent | null): Line {
  return { kind: "aside", id, at: AT, name: "", text: "look", note: null, unsent };
}

test("one's own words lead to the end, a note as a message, and a colleague's do not", () => {
  const scrollToIndex = vi.fn();
  const list = { current: { scrollToIndex } as unknown as VirtuosoHandle };
  const own = (key: string, type: "send" | "note"): Unsent => {
    return { key, write: { type, chat: "c", text: "look" }, madeAt: 0, status: "queued" };
  };
  const { rerender } = renderHook((lines: Line[]) => useFollowOwn(lines, list), {
    initialProps: [aside("theirs", null)],
  });
  expect(scrollToIndex).not.toHaveBeenCalled();
  const note = aside("note", own("note", "note"));
  rerender([note]);
  expect(scrollToIndex).toHaveBeenCalledTimes(1);
  const said = own("said", "send");
  rerender([note, { kind: "unsent", id: "said", unsent: said, joined: false, answered: null }]);
  expect(scrollToIndex).toHaveBeenCalledTimes(2);
});
