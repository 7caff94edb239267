/** How is a phone written for people? */

import { expect, test } from "vitest";
import { phoneInGroups } from "../src/phones.ts";

test.each([
  ["+79990000021", "+7 999 000-00-21"],
  ["+77011234567", "+7 701 123-45-67"],
  ["+4930123456", "+4930123456"],
  ["+7999000002", "+7999000002"],
  ["+799900000211", "+799900000211"],
  ["", ""],
])("%s", (kept, shown) => {
  expect(phoneInGroups(kept)).toBe(shown);
});
