/** How is an amount written in a field, and read from it? */

import fc from "fast-check";
import { expect, test } from "vitest";
import { money, moneyOf, typedMoney } from "../src/money.ts";

test("an amount is written with its currency, in the smallest unit of which it is kept", () => {
  expect(money(35_000, "RUB", "ru").replace(/\s/g, " ")).toBe("350,00 ₽");
  expect(money(35_050, "RUB", "en")).toContain("350.50");
});

test.each(["ru", "en"])("what a field shows in %s is read as it was", (language) => {
  fc.assert(
    fc.property(fc.nat(9_999_999_999), (amount) => {
      expect(moneyOf(typedMoney(amount, "RUB", language), "RUB")).toBe(amount);
    }),
  );
});

test.each([
  ["350", 35_000],
  ["350,5", 35_050],
  [" 1 500.05 ", 150_005],
  ["0", 0],
  ["", null],
  ["-1", null],
  ["1,234", null],
  ["1,000.00", null],
  ["1e3", null],
  [",5", null],
])("%j is read as %j", (typed, amount) => {
  expect(moneyOf(typed, "RUB")).toBe(amount);
});
