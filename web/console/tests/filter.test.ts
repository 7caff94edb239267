import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addressOf,
  type Choice,
  choiceFrom,
  cleared,
  countText,
  EVERYTHING,
  FLAGS,
  filterOf,
  httpOf,
  LISTS,
  narrowings,
  TABS,
  withDays,
  withFlag,
  withList,
  wordedOf,
} from "../src/list/filter.ts";
import { choiceOf, queryOf } from "../src/list/views.ts";

const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/);
const day = fc
  .date({ min: new Date("2000-01-02"), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const days = fc.oneof(
  fc.record({ from: day }),
  fc.record({ to: day }),
  fc.record({ from: day, to: day }),
);
const choices: fc.Arbitrary<Choice> = fc.record({
  tab: fc.constantFrom(...TABS),
  q: fc.string({ maxLength: 100, unit: "grapheme-ascii" }),
  lists: fc.record(
    Object.fromEntries(
      LISTS.map((part) => {
        const words = wordedOf(part)?.words;
        const one = words === undefined ? id : fc.constantFrom(...words);
        return [part, fc.uniqueArray(one, { minLength: 1, maxLength: 3 })];
      }),
    ),
    { requiredKeys: [] },
  ),
  flags: fc.subarray([...FLAGS]),
  days: fc.record({ created: days, updated: days }, { requiredKeys: [] }),
  sort: fc.constantFrom("updated", "created"),
});

function asQuery(choice: Choice): URLSearchParams {
  return new URLSearchParams(queryOf(choice));
}

test("what an address says is what was chosen, whatever was chosen", () => {
  fc.assert(
    fc.property(choices, (choice) => {
      expect(choiceFrom(asQuery(choice))).toEqual(choice);
    }),
  );
});

test("whatever stands in an address, something can be shown", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...Object.keys(addressOf(EVERYTHING))), fc.string()),
      (said) => {
        const choice = choiceFrom(new URLSearchParams(said));
        expect(choiceFrom(asQuery(choice))).toEqual(choice);
        expect(() => filterOf(choice)).not.toThrow();
      },
    ),
  );
});

test("what is either asked for or not goes out as a yes alone", () => {
  const choice = withFlag(withFlag(EVERYTHING, "unanswered", true), "unread", true);
  expect(filterOf(choice)).toEqual({ tab: "all", unread: true, unanswered: true });
  expect(filterOf(withFlag(choice, "unread", false))).toEqual({ tab: "all", unanswered: true });
});

test("nothing chosen says nothing", () => {
  expect(queryOf(EVERYTHING)).toBe("");
  expect(filterOf(EVERYTHING)).toEqual({ tab: "all" });
});

test("words that no chat can have are passed over", () => {
  const said = "states=staff,asleep&platforms=fax&scores=0,2,1,six&tab=odd";
  const choice = choiceFrom(new URLSearchParams(said));
  expect(choice.lists).toEqual({ states: ["staff"], scores: ["2", "1"] });
  expect(filterOf(choice).scores).toEqual([2, 1]);
  expect(httpOf(choice).getAll("scores")).toEqual(["2", "1"]);
  expect(choice.tab).toBe("all");
});

test("a span of days holds its last day, up to the next midnight where the reader is", () => {
  const choice = withDays(EVERYTHING, "created", { from: "2026-03-28", to: "2026-03-29" });
  expect(filterOf(choice).created).toEqual({
    from: new Date(2026, 2, 28).toISOString(),
    to: new Date(2026, 2, 30).toISOString(),
  });
});

test("a day that does not exist is none", () => {
  expect(
    choiceFrom(new URLSearchParams("created_from=2026-13-40&updated_to=yesterday")).days,
  ).toEqual({});
});

test("clearing takes what the drawer set, and leaves tab, search and order", () => {
  const narrowed: Choice = {
    ...withList(withDays(EVERYTHING, "updated", { to: "2026-01-01" }), "staff", ["st_1", "st_2"]),
    tab: "mine",
    q: "anna",
    sort: "created",
  };
  expect(narrowings(narrowed)).toBe(3);
  expect(cleared(narrowed)).toEqual({ ...EVERYTHING, tab: "mine", q: "anna", sort: "created" });
  expect(narrowings(cleared(narrowed))).toBe(0);
});

test("a view brings the choice back under which it was kept", () => {
  const mine: Choice = { ...EVERYTHING, tab: "mine", q: "ё & co" };
  expect(choiceOf({ id: "1", name: "Мои", filter: { query: queryOf(mine) } })).toEqual(mine);
});

test("a view that another program has kept shows everything", () => {
  expect(choiceOf({ id: "1", name: "odd", filter: {} })).toEqual(EVERYTHING);
  expect(choiceOf({ id: "1", name: "odd", filter: { query: 7 } })).toEqual(EVERYTHING);
});

test("a thousand chats and more are told as such", () => {
  expect([1, 999, 1000].map(countText)).toEqual(["1", "999", "999+"]);
});
