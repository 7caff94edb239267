import { expect, test } from "vitest";
import { bodyOf, checkEntity, draftOf, type Entity, NEW_ENTITY } from "../src/entities/entity.ts";

const ENTITY: Entity = {
  id: "ent_1",
  name: "Garden",
  inn: "7707083893",
  kpp: "773601001",
  accounts: [],
  version: 1,
};

test("numbers go out without the blanks of the papers, and nothing but what was changed", () => {
  expect(bodyOf({ inn: "77 07 08 38 93", kpp: " 7736ab001 " })).toEqual({
    inn: "7707083893",
    kpp: "7736AB001",
  });
  expect(bodyOf({ name: "Garden" })).toEqual({ name: "Garden" });
  // An entrepreneur has none.
  expect(bodyOf({ kpp: "" })).toEqual({ kpp: "" });
  expect(bodyOf(draftOf(ENTITY))).toEqual({
    name: ENTITY.name,
    inn: ENTITY.inn,
    kpp: ENTITY.kpp,
  });
});

test("a legal entity has a name and an INN", () => {
  expect(checkEntity(NEW_ENTITY).map(({ pointer }) => pointer)).toEqual(["/name", "/inn"]);
});
