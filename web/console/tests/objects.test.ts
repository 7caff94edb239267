import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { blankIn, bodyOf, fits, type Kind, kindsIn } from "../src/objects/object.ts";

const DIRECTORY = join(import.meta.dirname, "../../../chatserver/actions/directory.py");
const KINDS: readonly Kind[] = ["quarter", "group", "building", "premises"];

test("what stands in what is as the server has it", () => {
  const [, table = ""] = /^INSIDE.*?\{$(.*?)^\s*\}$/ms.exec(readFileSync(DIRECTORY, "utf8")) ?? [];
  const known = [...table.matchAll(/"(\w+)": \(([^)]*)\)/g)].map(([, kind, where = ""]) => [
    kind,
    where
      .split(",")
      .map((one) => one.trim().replaceAll('"', ""))
      .filter(Boolean),
  ]);
  const ours = KINDS.map((kind) => [
    kind,
    [
      ...(kindsIn(null).includes(kind) ? ["None"] : []),
      ...KINDS.filter((parent) => fits(kind, parent)),
    ],
  ]);
  expect(ours).toEqual(known);
});

test("one that is added begins with the kind that stands there first", () => {
  expect(blankIn(null)).toMatchObject({ kind: "quarter", parent: null });
  expect(blankIn({ id: "obj_1", kind: "building" })).toMatchObject({
    kind: "premises",
    parent: "obj_1",
  });
  expect(bodyOf({ name: "A", external_id: " " })).toEqual({ name: "A", external_id: null });
});
