/** What becomes of a card that somebody else has touched while it was filled in? */

import { act, renderHook, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { useEditing } from "../src/cards/useEditing.ts";
import { type Card, Problem } from "../src/http.ts";

interface Door {
  name: string;
  secret: number;
}

/** A card as it stands at the server, where `touch` has changed it meanwhile. */
function given(touch: Partial<Door>) {
  let stands: Card<Door> = { body: { name: "Gate", secret: 1 }, etag: "1" };
  const card = stands;
  stands = { body: { ...stands.body, ...touch }, etag: "2" };
  const sent: [object, string | undefined][] = [];
  const { result } = renderHook(() =>
    useEditing<Door, { name: string }>({
      card,
      blank: { name: "" },
      draftOf: ({ name }) => ({ name }),
      check: () => [],
      read: async () => stands,
      send: async (body, etag) => {
        sent.push([body, etag]);
        if (etag !== stands.etag) {
          throw new Problem(412, {});
        }
        return stands;
      },
      mistakesIn: () => [],
      saved: () => undefined,
    }),
  );
  act(() => result.current.set({ name: "Door" }));
  return { result, sent };
}

test("what does not stand in the form is in nobody's way", async () => {
  const { result, sent } = given({ secret: 2 });
  await act(() => result.current.save());
  expect(sent).toEqual([
    [{ name: "Door" }, "1"],
    [{ name: "Door" }, "2"],
  ]);
  expect(result.current.met).toBeNull();
  expect(result.current.changed).toBe(false);
});

test("what stands in the form is looked at again first", async () => {
  const { result, sent } = given({ name: "Portal" });
  await act(() => result.current.save());
  await waitFor(() => expect(result.current.met?.disputed).toEqual(["name"]));
  expect(sent).toHaveLength(1);
  expect(result.current.draft).toEqual({ name: "Door" });
});
