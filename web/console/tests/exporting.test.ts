import { expect, test } from "vitest";
import { exported } from "../src/list/exporting.ts";
import { EVERYTHING, httpOf } from "../src/list/filter.ts";

test("the export asks for what the list shows, with its columns in their order", () => {
  const query = exported(httpOf({ ...EVERYTHING, tab: "mine", q: "ann" }), [
    "updated",
    "client",
    "place",
    "channel",
  ]);
  expect([...query]).toEqual([
    ["tab", "mine"],
    ["q", "ann"],
    ["texts", "false"],
    ["columns", "updated_at"],
    ["columns", "client"],
    ["columns", "address"],
    ["columns", "platform"],
  ]);
});
