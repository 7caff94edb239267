import { expect, test } from "vitest";
import { placeText } from "../src/tell.ts";

test.each([
  ["кв. 1", "Садовая улица, 5, кв. 1", "Садовая улица, 5, кв. 1"],
  ["кв. 1", "Садовая улица, 5", "кв. 1, Садовая улица, 5"],
  ["кв. 1", "Садовая улица, 5, кв. 12", "кв. 1, Садовая улица, 5, кв. 12"],
  ["1", "Садовая улица, 15", "1, Садовая улица, 15"],
  ["5", "Садовая улица, 5", "5, Садовая улица, 5"],
  ["1", "Садовая улица, 5, кв. 1", "Садовая улица, 5, кв. 1"],
  ["(1)", "Garden Street (1)", "Garden Street (1)"],
  ["кв. 1", "", "кв. 1"],
])("an address names its premises once: %s of %s", (name, address, told) => {
  expect(placeText({ id: "obj_1", name, address })).toBe(told);
});
