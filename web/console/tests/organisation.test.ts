import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { speak } from "@chatserver/ui";
import i18next from "i18next";
import { expect, test } from "vitest";
import { mayGrant, NEEDS, SCOPES } from "../src/integration/scopes.ts";
import {
  ACTIONS,
  askedOf,
  differences,
  type Entry,
  EVERY,
  EVERYTHING,
  PLATFORM_ACTIONS,
} from "../src/organisation/audit.ts";
import { fieldWord, valueText } from "../src/organisation/auditWords.ts";
import { bodyOf, draftOf, type OrgSettings, zones } from "../src/organisation/settings.ts";
import { checkSubscription, NEW_SUBSCRIPTION } from "../src/subscriptions/subscription.ts";
import { auditRu } from "../src/words/audit.ru.ts";
import { organisationRu } from "../src/words/organisation.ru.ts";
import { staffRu } from "../src/words/staff.ru.ts";

const SERVER = join(import.meta.dirname, "../../../chatserver");

function sources(): string[] {
  return readdirSync(join(SERVER, "actions"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".py"))
    .map((name) => readFileSync(join(SERVER, "actions", name), "utf8"));
}

test("what a key may do, and what its maker needs for it, is as the server has it", () => {
  const text = readFileSync(join(SERVER, "core/exports.py"), "utf8");
  const names = [...text.matchAll(/^ {4}([A-Z]+) = "([a-z]+\.[a-z]+)"$/gm)];
  const needs = names.map(([, constant, name]) => {
    const [, rights = ""] = new RegExp(`Scope\\.${constant}: \\(([^)]*)\\)`).exec(text) ?? [];
    const found = [...rights.matchAll(/Permission\.([A-Z]+)_([A-Z]+)/g)];
    return [name, found.map(([, what, how]) => `${what}.${how}`.toLowerCase())];
  });
  expect(Object.entries(NEEDS)).toEqual(needs);
  expect(SCOPES.filter((scope) => mayGrant(scope, ["subscriptions.view"]))).toEqual([
    "export.chats",
  ]);
});

test("of the settings only what was changed is sent, and an emptied colour is the screen's own", () => {
  const settings: OrgSettings = {
    time_zone: "Mars/Base",
    locale: "ru",
    colours: { primary: "#102030", accent: null },
    logo: null,
    require_totp: false,
    version: 1,
  };
  expect(draftOf(settings)).toMatchObject({ primary: "#102030", accent: "" });
  expect(bodyOf({ primary: "" })).toEqual({ colours: { primary: null } });
  expect(bodyOf({ accent: "#FFFFFF", locale: "en" })).toEqual({
    locale: "en",
    colours: { accent: "#FFFFFF" },
  });
  // A zone that this browser does not know is not lost by saving something else.
  expect(zones("Mars/Base")).toContain("Mars/Base");
});

test("the log is asked for whole days, and tells each field that changed", () => {
  const days = { ...EVERYTHING, since: "2026-02-28", until: "2026-02-28" };
  const { since, until } = askedOf(days);
  expect(Date.parse(until ?? "") - Date.parse(since ?? "")).toBe(24 * 60 * 60 * 1000);
  expect(new Date(since ?? "").getDate()).toBe(28);
  expect(askedOf(EVERYTHING)).toMatchObject({ since: null, until: null, subject: null });
  const entry = { before: { a: 1, b: [1], c: null }, after: { a: 2, b: [1], d: "new" } };
  expect(differences(entry as unknown as Entry)).toEqual([
    { field: "a", was: 1, is: 2 },
    { field: "d", was: "", is: "new" },
  ]);
  const made = { before: {}, after: { e: [], f: {}, g: null, objects: null } };
  expect(differences(made as unknown as Entry)).toEqual([{ field: "objects", was: "", is: EVERY }]);
});

test("the log says fields and values by their words, and sums in roubles", async () => {
  speak({ ru: { ...staffRu, ...auditRu }, en: {} });
  await i18next.changeLanguage("ru");
  expect(fieldWord("name", "staff.add")).toBe("Имя");
  expect(fieldWord("name", "role.add")).toBe("Название");
  expect(fieldWord("brand_new", "role.add")).toBe("brand_new");
  const text = (field: string, value: unknown) => valueText(field, value, "ru").replace(/\s/g, " ");
  expect(text("amount", 61_000)).toBe("610,00 ₽");
  expect(text("rules", 1)).toBe("1");
  expect(text("status", "in_review")).toBe("На модерации");
  expect(text("name", "ready")).toBe("ready");
  expect(text("fields", ["name", "place"])).toBe("Имя, Помещение");
  expect(text("suspended", false)).toBe("нет");
  expect(text("objects", EVERY)).toBe("все");
  expect(text("permissions", ["chats.view", "from.tomorrow"])).toBe(
    "Мини-приложения: просмотр, from.tomorrow",
  );
  expect(text("due_at", Date.UTC(2026, 1, 28, 12))).toContain("2026 г.");
  expect(text("tags", [{ title: "Авария", rules: [] }, { title: "Другое" }])).toBe(
    "Заголовок: Авария, Заголовок: Другое",
  );
});

test("whatever the server names in a change has words", () => {
  // As far as it stands beside the change itself; what a `_shown` tells, people see on its card.
  const changes = sources().flatMap((one) => one.match(/Changed\([^(){}]*\{[^{}]*\}/g) ?? []);
  const written = changes.flatMap((one) => [...one.matchAll(/"(\w+)":/g)].map(([, name]) => name));
  expect(written).toContain("chat_on");
  const words = Object.keys(auditRu);
  expect(words).toEqual(expect.arrayContaining(written.map((one) => `audit.field.${one}`)));
});

test("whatever the server writes into the log can be looked for, and has words", () => {
  const text = readFileSync(join(SERVER, "core/audit.py"), "utf8");
  const [, written = ""] = /^Action = Literal\[([^\]]*)\]/m.exec(text) ?? [];
  const offered = [ACTIONS, PLATFORM_ACTIONS].flatMap((one) => Object.values(one).flat());
  expect([...new Set(offered)].sort()).toEqual(
    [...written.matchAll(/"(.+)"/g)].map(([, one]) => one),
  );

  const words = Object.keys(organisationRu);
  const abouts = Object.keys({ ...ACTIONS, ...PLATFORM_ACTIONS });
  expect(words).toEqual(expect.arrayContaining(offered.map((one) => `action.${one}`)));
  expect(words).toEqual(expect.arrayContaining(abouts.map((about) => `audit.about.${about}`)));

  const actors = sources().flatMap((one) =>
    [...one.matchAll(/Person\("(\w+)"/g)].map(([, who]) => who),
  );
  expect(actors).toContain("miniapp");
  expect(words).toEqual(expect.arrayContaining(actors.map((who) => `audit.actor.${who}`)));
});

test("a subscription has a name, and somebody who answers", () => {
  expect(checkSubscription(NEW_SUBSCRIPTION).map(({ pointer }) => pointer)).toEqual([
    "/name",
    "/department",
  ]);
});
