import { expect, test } from "vitest";
import { Directory } from "../src/directory.ts";
import type { Http } from "../src/http.ts";

const OBJECTS = [
  { id: "q", name: "River", kind: "quarter", address: "", parent: null },
  { id: "n", name: "North", kind: "group", address: "", parent: "q" },
  { id: "h", name: "House 1", kind: "building", address: "", parent: "n" },
];

/** What an employee sees of the tree: with `objects` null all of it, else what lies in these. */
function givenDirectory(objects: string[] | null): { directory: Directory; asked: string[] } {
  const asked: string[] = [];
  const held = (parent: string | null) => (objects?.includes(parent ?? "") ? parent : null);
  const seen = OBJECTS.map((one) =>
    objects === null ? one : { ...one, parent: held(one.parent) },
  );
  const http = {
    get: async (path: string) => {
      asked.push(path);
      return path === "me" ? { objects } : seen.find(({ id }) => path === `objects/${id}`);
    },
    all: async (path: string, by: { kind?: string; parent?: string } = {}) => {
      asked.push(`${path}?${by.kind ?? by.parent}`);
      return seen.filter(({ kind, parent }) => kind === by.kind || parent === by.parent);
    },
  };
  return { directory: new Directory(http as unknown as Http), asked };
}

test("the tree begins with the quarters for who sees all of them", async () => {
  const { directory } = givenDirectory(null);
  expect((await directory.objectsIn(null)).map(({ id }) => id)).toEqual(["q"]);
  expect((await directory.objectsIn("q")).map(({ id }) => id)).toEqual(["n"]);
});

test("it begins with what they were given for who sees a part, and nothing stands there twice", async () => {
  const { directory } = givenDirectory(["n", "h"]);
  expect((await directory.objectsIn(null)).map(({ id }) => id)).toEqual(["n"]);
});

test("names of the estate are learnt at once, and asked for once", async () => {
  const { directory, asked } = givenDirectory(null);
  await directory.learnEstate();
  await directory.learnEstate();
  expect(asked).toEqual(["objects?quarter", "objects?group", "objects?building"]);
  expect(directory.names.value.get("h")).toBe("House 1");
});
