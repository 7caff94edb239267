import { expect, test } from "vitest";
import { changesOf } from "../src/cards/merging.ts";
import {
  bodyOf,
  type Client,
  checkClient,
  draftOf,
  first,
  NEWCOMER,
} from "../src/clients/client.ts";

const FLAT = { id: "obj_1", name: "1", address: "1 Quay Street, flat 1" };
const SHOP = { id: "obj_2", name: "2", address: "" };
const ANN: Client = {
  id: "cl_ann",
  name: "Ann",
  phone: "+79160000001",
  external_id: null,
  tester: false,
  email: "ann@example.com",
  birth: null,
  premises: [FLAT, SHOP],
  version: 3,
  created_at: "2026-01-01T00:00:00Z",
  erased_at: null,
};

test("of a client only what was changed is sent, and premises by their ids", () => {
  const base = draftOf(ANN);
  expect(bodyOf(changesOf(base, { ...base, premises: first(base.premises, "obj_2") }))).toEqual({
    premises: ["obj_2", "obj_1"],
  });
  expect(bodyOf(changesOf(base, { ...base, external_id: " 17 " }))).toEqual({ external_id: "17" });
  expect(bodyOf({ external_id: "" })).toEqual({ external_id: null });
  expect(bodyOf(changesOf(base, { ...base, email: "", birth: "1990-05-17" }))).toEqual({
    email: null,
    birth: "1990-05-17",
  });
  expect(bodyOf(changesOf(base, { ...base, phone: "+7", take_phone: true }))).toEqual({
    phone: "+7",
    take_phone: true,
  });
});

test("a client has a name and a phone", () => {
  expect(checkClient(NEWCOMER).map(({ pointer }) => pointer)).toEqual(["/name", "/phone"]);
  expect(checkClient(draftOf(ANN))).toEqual([]);
});
