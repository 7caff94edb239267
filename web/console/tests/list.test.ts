import type { Row } from "@chatserver/protocol";
import { expect, test } from "vitest";
import { around } from "../src/list/around.ts";
import { pushedBy } from "../src/list/still.ts";

/** Chats in the order of a list. A capital letter: this one has been written in since. */
function list(order: string): Row[] {
  return [...order].map((letter) => {
    const id = letter.toLowerCase();
    return { id, updated_at: letter === id ? "1" : "2" } as Row;
  });
}

test("whoever answers one chat after the other comes past each of them", () => {
  let rows = list("abcd");
  let open: string | null = null;
  const past: string[] = [];
  const walk = (by: -1 | 1, stood: string[]) => {
    const row = around(stood, rows, open, by);
    if (row !== undefined && past.length < 20) {
      const now = rows.map(({ id }) => id);
      past.push(row.id);
      open = row.id;
      // It is answered, and goes to the top by it.
      rows = [row, ...rows.filter((other) => other !== row)];
      walk(by, now);
    }
  };
  walk(1, []);
  expect(past.join("")).toBe("abcd");
});

test("what left the list is passed over, and the open one may be what left", () => {
  const stood = [..."abcd"];
  expect(around(stood, list("acd"), "b", 1)?.id).toBe("c");
  expect(around(stood, list("adb"), "b", 1)?.id).toBe("d");
  expect(around(stood, list("d"), "b", -1)).toBeUndefined();
});

test("past the last one stands what was loaded since, before the first what is new", () => {
  const stood = [..."ab"];
  expect(around(stood, list("abc"), "b", 1)?.id).toBe("c");
  expect(around(stood, list("Nab"), "b", 1)).toBeUndefined();
  expect(around(stood, list("MNAb"), "a", -1)?.id).toBe("n");
  expect(around(stood, list("Anb"), "a", -1)?.id).toBe("n");
  expect(around(stood, list("ab"), "a", -1)).toBeUndefined();
});

test("one that the list did not hold is followed by its first", () => {
  expect(around([..."ab"], list("ab"), "z", 1)?.id).toBe("a");
  expect(around([], list("ab"), null, 1)?.id).toBe("a");
  expect(around([..."ab"], list("ab"), "z", -1)).toBeUndefined();
});

test("rows before the eyes are pushed by what comes and goes above them, and by nothing else", () => {
  const was = list("abcdef");
  expect(pushedBy(was, list("Eabcdf"), 2)).toBe(1); // one from below
  expect(pushedBy(was, list("Nabcdef"), 2)).toBe(1); // a new one
  expect(pushedBy(was, list("Bacdef"), 2)).toBe(0); // one from above
  expect(pushedBy(was, list("Cabdef"), 2)).toBe(0); // the very one: those below it stay
  expect(pushedBy(was, list("acdef"), 2)).toBe(-1); // one above has left
  expect(pushedBy(was, list("xyz"), 2)).toBe(0); // nothing is left of it
});
