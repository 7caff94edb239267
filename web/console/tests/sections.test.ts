import { expect, test } from "vitest";
import { sectionAt, sectionsOf } from "../src/sections.ts";

const ME = { id: "st_ann", name: "Ann" };

test("an employee sees the sections in which they may do something", () => {
  const permissions = ["chats.view", "chats.send", "widgets.edit", "reports.view"];
  expect(sectionsOf({ ...ME, permissions })).toEqual(["chats", "widgets", "reports"]);
});

test("before the rights are known the chats stand", () => {
  expect(sectionsOf(ME)).toEqual(["chats"]);
});

test("an accountant sees orders, and who is paid", () => {
  const open = sectionsOf({ ...ME, permissions: ["orders.view"] });
  expect(open).toEqual(["orders", "organisation"]);
  expect(sectionAt([], open)).toBe("orders");
});

test("whose rights open nothing gets nothing, and no line to the chats", () => {
  const open = sectionsOf({ ...ME, permissions: [] });
  expect(open).toEqual([]);
  expect(sectionAt([], open)).toBeNull();
});

test("an address leads to its section, and says so where that is not open", () => {
  expect(sectionAt(["widgets"], ["chats", "widgets"])).toBe("widgets");
  expect(sectionAt(["moderation"], ["miniapps", "widgets"])).toBe("barred");
  expect(sectionAt([], ["miniapps"])).toBe("miniapps");
  expect(sectionAt(["nowhere"], ["miniapps"])).toBe("miniapps");
});
