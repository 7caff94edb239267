import fc from "fast-check";
import { expect, test } from "vitest";
import { COLUMNS, columnsFrom, moved, shownOf, toggled, USUAL } from "../src/list/columns.ts";

test("whatever was kept, each column is there once, and one at least is shown", () => {
  const odd = fc.array(
    fc.oneof(
      fc.record({ id: fc.constantFrom<string>(...COLUMNS, "gone"), shown: fc.boolean() }),
      fc.anything(),
    ),
  );
  fc.assert(
    fc.property(odd, (kept) => {
      const columns = columnsFrom(kept);
      expect(columns.map(({ id }) => id).sort()).toEqual([...COLUMNS].sort());
      expect(shownOf(columns).length).toBeGreaterThan(0);
    }),
  );
});

test("what was kept keeps its order, and a column that is new stands behind", () => {
  const columns = columnsFrom([
    { id: "updated", shown: true },
    { id: "number", shown: false },
  ]);
  expect(columns.slice(0, 2)).toEqual([
    { id: "updated", shown: true },
    { id: "number", shown: false },
  ]);
});

test("hiding the last column brings the usual ones back", () => {
  const one = COLUMNS.map((id) => ({ id, shown: id === "client" }));
  expect(toggled(one, "client")).toEqual(USUAL);
});

test("a column moves by one place and not over the edge", () => {
  const ids = (columns: typeof USUAL) => columns.map(({ id }) => id);
  const [first = "number", second = "client"] = COLUMNS;
  expect(ids(moved(USUAL, second, -1)).slice(0, 2)).toEqual([second, first]);
  expect(moved(USUAL, first, -1)).toEqual(USUAL);
  expect(ids(moved(USUAL, first, 1)).slice(0, 2)).toEqual([second, first]);
});
