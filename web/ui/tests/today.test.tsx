import { ChatClient, MemoryShelf } from "@chatserver/protocol";
import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ClientProvider, useToday } from "../src/state.tsx";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("who leaves the screen open over night is told of the new day", () => {
  vi.setSystemTime("2026-03-04T23:58:30");
  const client = new ChatClient({
    url: "ws://test/ws",
    token: async () => "",
    device: "test",
    openSocket: () => {
      throw new Error("nobody connects here");
    },
    shelf: new MemoryShelf(),
  });
  const { result } = renderHook(useToday, {
    wrapper: ({ children }) => <ClientProvider client={client}>{children}</ClientProvider>,
  });
  act(() => void vi.advanceTimersByTime(60_000));
  expect(result.current).toBe("2026-3-4");
  act(() => void vi.advanceTimersByTime(60_000));
  expect(result.current).toBe("2026-3-5");
});
