import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ACCESS, PLATFORM_ACCESS } from "../src/staff/access.ts";
import type { Role } from "../src/staff/api.ts";
import { bodyOf, brought, checkName, draftOf, NEW_ROLE, turned } from "../src/staff/role.ts";

const RIGHTS = join(import.meta.dirname, "../../../chatserver/core/rights.py");

test("every access that the server knows can be given to a role, and nothing else", () => {
  const known = [...readFileSync(RIGHTS, "utf8").matchAll(/^ {4}[A-Z_]+ = "([a-z.]+)"$/gm)]
    .map(([, name]) => name ?? "")
    .sort();
  const platforms = known.filter((name) => name.startsWith("platform."));
  expect(Object.values(PLATFORM_ACCESS).flat().sort()).toEqual(platforms);
  expect(Object.values(ACCESS).flat().sort()).toEqual(
    known.filter((name) => !platforms.includes(name)),
  );
});

test("an access is brought by the one that needs it alone", () => {
  expect(brought("chats.view", ["chats.send"])).toBe(true);
  expect(brought("chats.send", ["chats.view"])).toBe(false);
  expect(brought("chats.view", ["subscriptions.send"])).toBe(false);
});

test("an access is turned on and off, and the order is no change", () => {
  expect(turned(["chats.view"], "audit.view")).toEqual(["audit.view", "chats.view"]);
  expect(turned(["audit.view", "chats.view"], "audit.view")).toEqual(["chats.view"]);
});

test("each notice of a role is changed for itself", () => {
  const notices = {
    assigned_push: true,
    assigned_mail: false,
    message_push: false,
    message_mail: false,
  };
  const role = { name: "Concierge", permissions: ["chats.view", "audit.view"], notices };
  expect(draftOf(role as unknown as Role)).toEqual({
    ...NEW_ROLE,
    name: "Concierge",
    permissions: ["audit.view", "chats.view"],
    assigned_push: true,
  });
  expect(bodyOf({ message_mail: true })).toEqual({ notices: { message_mail: true } });
  expect(bodyOf({ name: "Guard" })).toEqual({ name: "Guard" });
  expect(bodyOf(NEW_ROLE)).toEqual({
    name: "",
    permissions: [],
    notices: { ...notices, assigned_push: false },
  });
});

test("a role or a department has a name", () => {
  expect(checkName({ name: " " })).toMatchObject([{ pointer: "/name" }]);
  expect(checkName({ name: "Guard" })).toEqual([]);
});
