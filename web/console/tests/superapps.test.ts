import { expect, test } from "vitest";
import {
  bodyOf,
  checkSuperapp,
  draftOf,
  NEW_SUPERAPP,
  STORES,
  type Superapp,
} from "../src/superapps/superapp.ts";

const KEPT: Superapp = {
  id: "sup_1",
  name: "City",
  kind: "branded",
  link_host: "go.example.com",
  stores: { rustore: "https://store.example/1", galaxy: "https://store.example/2" },
  packages: [
    { platform: "android", id: "ru.city", fingerprints: ["AB:01", "AB:02"] },
    { platform: "ios", id: "TEAM.ru.city", fingerprints: [] },
  ],
  origins: ["https://app.example.com", "https://www.example.com"],
  orgs: [
    { id: "org_b", name: "B" },
    { id: "org_a", name: "A" },
  ],
  version: 3,
};

test("a superapp that is shown and sent again is the same", () => {
  const { id: _id, version: _version, orgs: _orgs, ...kept } = KEPT;
  const [android] = kept.packages;
  expect(bodyOf(draftOf(KEPT))).toEqual({
    ...kept,
    orgs: ["org_a", "org_b"],
    packages: [android, { platform: "ios", id: "TEAM.ru.city" }],
  });
});

test("what is left empty is not sent, and a store that has no words here is kept", () => {
  const draft = draftOf(KEPT);
  expect(Object.keys(draft.stores)).toEqual(expect.arrayContaining([...STORES, "galaxy"]));
  expect(bodyOf({ stores: { ...draft.stores, rustore: " " } })).toEqual({
    stores: { galaxy: "https://store.example/2" },
  });
  expect(bodyOf({ origins: "\n https://a.example \n\n" })).toEqual({
    origins: ["https://a.example"],
  });
  // Another platform was chosen after its fingerprints were typed.
  const turned = { platform: "ios" as const, id: " TEAM.app ", fingerprints: "AB:01" };
  expect(bodyOf({ packages: [turned] })).toEqual({
    packages: [{ platform: "ios", id: "TEAM.app" }],
  });
});

test("a superapp and each of its apps have a name", () => {
  const draft = {
    ...NEW_SUPERAPP,
    packages: draftOf(KEPT).packages.map((p) => ({ ...p, id: "" })),
  };
  expect(checkSuperapp(draft).map(({ pointer }) => pointer)).toEqual([
    "/name",
    "/packages/0/id",
    "/packages/1/id",
  ]);
});
