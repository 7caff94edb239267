import { act, renderHook, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { usePages } from "../src/cards/usePages.ts";
import type { Http } from "../src/http.ts";

/** A server with lists of numbers; it answers when it is told to. */
function givenServer(lengths: Readonly<Record<string, number>>) {
  const held: (() => void)[] = [];
  const asked: string[] = [];
  const server = {
    asked,
    hold: false,
    release: () =>
      act(async () => {
        for (const go of held.splice(0)) {
          go();
        }
      }),
    http: {
      get: async (path: string) => {
        asked.push(path);
        const url = new URL(path, "http://x");
        const from = Number(url.searchParams.get("cursor") ?? 0);
        const limit = Number(url.searchParams.get("limit"));
        const all = lengths[url.searchParams.get("q") ?? ""] ?? 0;
        if (server.hold) {
          await new Promise<void>((go) => held.push(go));
        }
        const upto = Math.min(all, from + limit);
        return {
          items: Array.from({ length: upto - from }, (_, index) => from + index),
          next_cursor: upto < all ? String(upto) : null,
        };
      },
    } as unknown as Http,
  };
  return server;
}

function givenPages(server: ReturnType<typeof givenServer>) {
  const { result, rerender } = renderHook(
    ({ q }: { q: string }) => usePages<number>(server.http, "things", { q }),
    { initialProps: { q: "" } },
  );
  const shown = () => {
    const { now } = result.current.loading;
    return now.state === "here" ? now.value.items.length : null;
  };
  return { result, rerender, shown };
}

test("a page follows a page, and what is asked anew has as many as before", async () => {
  const server = givenServer({ "": 120 });
  const { result, shown } = givenPages(server);
  await waitFor(() => expect(shown()).toBe(50));
  act(() => result.current.more?.());
  await waitFor(() => expect(shown()).toBe(100));
  act(() => result.current.loading.reload());
  await waitFor(() => expect(server.asked).toHaveLength(4));
  expect(shown()).toBe(100);
  act(() => result.current.more?.());
  await waitFor(() => expect(shown()).toBe(120));
  expect(result.current.more).toBeNull();
});

test("what comes late of one question is not put below the answer to another", async () => {
  const server = givenServer({ "": 120, ann: 3 });
  const { result, rerender, shown } = givenPages(server);
  await waitFor(() => expect(shown()).toBe(50));
  server.hold = true;
  act(() => result.current.more?.());
  rerender({ q: "ann" });
  // Of what is still shown there is no more to be had by the new question.
  expect(result.current.more).toBeNull();
  await server.release();
  await waitFor(() => expect(shown()).toBe(3));
  expect(result.current.more).toBeNull();
});
