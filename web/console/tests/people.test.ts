import { speak } from "@chatserver/ui";
import { act, renderHook } from "@testing-library/react";
import i18next from "i18next";
import { beforeAll, expect, test } from "vitest";
import { changesOf, rebased } from "../src/cards/merging.ts";
import { useEditing } from "../src/cards/useEditing.ts";
import { type Card, Problem } from "../src/http.ts";
import type { Employee } from "../src/staff/api.ts";
import { PLATFORM } from "../src/staff/crew.ts";
import { EVERYBODY, narrowed } from "../src/staff/narrowing.ts";
import {
  bodyOf,
  checkPerson,
  draftOf,
  NOBODY,
  type PersonDraft,
  standingOf,
} from "../src/staff/person.ts";
import { mistakesIn } from "../src/staff/refused.ts";
import { en } from "../src/words/en.ts";
import { ru } from "../src/words/ru.ts";

const ANN: Employee = {
  id: "st_ann",
  name: "Ann Orlova",
  email: "ann@example.com",
  active: true,
  department: { id: "dep_1", name: "Repairs" },
  role: { id: "role_1", name: "Operator" },
  administrator: false,
  objects: ["obj_2", "obj_1"],
  invitation: null,
  version: 1,
};

beforeAll(() => {
  speak({ ru, en });
});

test("only what was changed is sent, and what others changed stays", () => {
  const base = { name: "Ann", role: "a", objects: ["x"] as string[] | null };
  expect(changesOf(base, { ...base, objects: ["x"] })).toEqual({});
  expect(changesOf(base, { ...base, objects: null })).toEqual({ objects: null });

  const typed = { ...base, name: "Anna", role: "b" };
  expect(rebased(base, typed, { ...base, role: "c", objects: null })).toEqual({
    draft: { name: "Anna", role: "b", objects: null },
    theirs: ["role", "objects"],
    disputed: ["role"],
  });
});

test("what both changed alike is no dispute", () => {
  const base = { name: "Ann" };
  expect(rebased(base, { name: "Anna" }, { name: "Anna" }).disputed).toEqual([]);
});

test("the order of the objects is no change", () => {
  expect(draftOf(ANN)).toEqual(draftOf({ ...ANN, objects: ["obj_1", "obj_2"] }));
});

test("people are found by words of name and address, who is gone stands last", () => {
  const people: Employee[] = [
    { ...ANN, id: "1", name: "Ёлкина Яна", active: false },
    { ...ANN, id: "2", name: "Шмелёв Пётр", email: "p@example.org" },
    { ...ANN, id: "3", name: "Белова Анна", invitation: "sent" },
  ];
  const ids = (by: object) => narrowed(people, { ...EVERYBODY, ...by }, "ru").map(({ id }) => id);
  expect(ids({})).toEqual(["3", "2", "1"]);
  expect(ids({ q: " шмелев ПЕТР" })).toEqual(["2"]);
  expect(ids({ q: "example.org петр" })).toEqual(["2"]);
  expect(ids({ q: "петр анна" })).toEqual([]);
  expect(ids({ standing: "invited" })).toEqual(["3"]);
  expect(ids({ standing: "closed" })).toEqual(["1"]);
  expect(ids({ role: "role_2" })).toEqual([]);
  expect(ids({ department: "dep_1", standing: "active" })).toEqual(["2"]);
});

test("who is gone is closed, invited or not", () => {
  expect(standingOf({ ...ANN, active: false, invitation: "expired" })).toBe("closed");
});

test.each<[Partial<PersonDraft>, string[]]>([
  [{}, ["/name required", "/email required", "/role required"]],
  [{ name: "Ann", email: "a@b", role: "role_1" }, []],
  [{ name: " ", email: "a@b", role: "role_1" }, ["/name required"]],
  [{ name: "Ann", email: "ann", role: "role_1" }, ["/email email"]],
  [{ name: "Ann", email: "an n@b", role: "role_1" }, ["/email email"]],
])("a form with %j is looked at before it is sent", (change, told) => {
  const mistakes = checkPerson({ ...NOBODY, ...change });
  expect(mistakes.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(told);
});

const problem = (status: number, body: object) => new Problem(status, { ...body });

test("what cannot be given away is told at the field that would give it", async () => {
  await i18next.changeLanguage("en");
  const at = (body: object) => mistakesIn(problem(403, { code: "forbidden", ...body }), "/role");
  expect(at({ permission: "administrator" })[0]).toMatchObject({ pointer: "/role" });
  expect(at({ permission: "objects" })[0]).toMatchObject({ pointer: "/objects" });
  expect(at({ permission: "chats.send" })[0]?.pointer).toBe("/role");
  expect(at({ permission: "staff.edit" })).toEqual([]);
  expect(mistakesIn(problem(409, { code: "last_administrator" }), "/role")).toHaveLength(1);
  expect(mistakesIn(new TypeError("offline"), "/role")).toEqual([]);
});

test("the platform's own have no place, and are told of rights that are theirs", () => {
  const { department: _1, objects: _2, administrator: _3, ...owner } = ANN;
  const draft = draftOf(owner);
  expect(bodyOf(draft, PLATFORM.answers)).toEqual({
    name: ANN.name,
    email: ANN.email,
    role: ANN.role.id,
  });
  expect(bodyOf(draft, true)).toEqual(draft);
  const at = (status: number, body: object) => mistakesIn(problem(status, body), "/role", PLATFORM);
  expect(at(403, { code: "forbidden", permission: "platform.staff" })).toEqual([]);
  expect(at(403, { code: "forbidden", permission: "platform.orgs" })[0]?.pointer).toBe("/role");
  expect(at(409, { code: "last_administrator" })[0]?.code).toBe("last_maker");
});

/** A form of Ann's card; `answers` are what the server says to each save, one after another. */
function givenForm(answers: (Card<Employee> | Problem)[], now: Card<Employee>) {
  const sent: [object, string | undefined][] = [];
  const saved: Card<Employee>[] = [];
  const { result } = renderHook(() =>
    useEditing<Employee, PersonDraft>({
      card: { body: ANN, etag: '"1"' },
      blank: NOBODY,
      draftOf,
      check: checkPerson,
      read: async () => now,
      send: async (body, etag) => {
        sent.push([body, etag]);
        const answer = answers.shift();
        if (answer === undefined || answer instanceof Problem) {
          throw answer;
        }
        return answer;
      },
      mistakesIn: (error) => mistakesIn(error, "/role"),
      saved: (card) => saved.push(card),
    }),
  );
  return { result, sent, saved };
}

test("somebody was faster: what was typed stays, what they changed is told, and saved over it is on purpose", async () => {
  const theirs = { ...ANN, name: "Ann Petrova", role: { id: "role_2", name: "Observer" } };
  const now = { body: theirs, etag: '"2"' };
  const { result, sent, saved } = givenForm([problem(412, {}), now], now);

  act(() => result.current.set({ name: "Anna Orlova", department: null }));
  await act(() => result.current.save());
  expect(result.current.met).toEqual({ theirs: ["name", "role"], disputed: ["name"] });
  expect(result.current.draft).toMatchObject({ name: "Anna Orlova", role: "role_2" });
  expect(result.current.base.name).toBe("Ann Petrova");

  await act(() => result.current.save());
  expect(sent).toEqual([
    [{ name: "Anna Orlova", department: null }, '"1"'],
    [{ name: "Anna Orlova", department: null }, '"2"'],
  ]);
  expect(saved).toEqual([now]);
  expect(result.current.met).toBeNull();
});

test("who yields has the card as it stands now", async () => {
  const now = { body: { ...ANN, name: "Ann Petrova" }, etag: '"2"' };
  const { result } = givenForm([problem(412, {})], now);
  act(() => result.current.set({ name: "Anna Orlova" }));
  await act(() => result.current.save());
  act(() => result.current.yield());
  expect(result.current.draft.name).toBe("Ann Petrova");
  expect(result.current.changed).toBe(false);
});

test("a refusal stands at its field, and nothing is lost", async () => {
  const taken = problem(422, {
    code: "validation",
    errors: [{ pointer: "/email", code: "taken", message: "the email is in use" }],
  });
  const { result, saved } = givenForm([taken], { body: ANN, etag: '"1"' });
  act(() => result.current.set({ email: "bob@example.com" }));
  await act(() => result.current.save());
  expect(result.current.mistakes.at("/email")).toBe("This is taken already.");
  expect(result.current.draft.email).toBe("bob@example.com");
  expect(saved).toEqual([]);
});
