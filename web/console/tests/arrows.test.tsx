import type { Row } from "@chatserver/protocol";
import { renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import { useArrows } from "../src/list/useArrows.ts";

const ROWS = [{ id: "chat_1" }, { id: "chat_2" }] as Row[];

test.each([
  ["chat_2", "chat_2"],
  ["chat_of_an_old_address", undefined],
  [null, undefined],
])("with the mark on %s the list names %s as the row that it is on", (active, named) => {
  const walk = { active, setActive: () => undefined, pick: () => undefined };
  expect(renderHook(() => useArrows(ROWS, walk)).result.current.named).toBe(named);
});
