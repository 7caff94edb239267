/** Which parts of the console does an employee see? Those in which they may do something. */

import type { Me } from "./session.ts";

export const SECTIONS = [
  "chats",
  "clients",
  "objects",
  "miniapps",
  "orders",
  "widgets",
  "subscriptions",
  "staff",
  "reports",
  "integration",
  "organisation",
  "moderation",
  "orgs",
  "superapps",
  "platform",
] as const;
export type Section = (typeof SECTIONS)[number];

/** Any one of these opens the section. */
const OPENED_BY: Readonly<Record<Section, readonly string[]>> = {
  chats: ["chats.view", "subscriptions.view"],
  clients: ["clients.view"],
  objects: ["directory.edit"],
  miniapps: ["miniapps.view"],
  orders: ["orders.view"],
  widgets: ["widgets.edit"],
  subscriptions: ["directory.edit"],
  staff: ["staff.edit", "directory.edit"],
  reports: ["reports.view"],
  integration: ["integration.edit"],
  organisation: ["audit.view", "miniapps.view", "orders.view"],
  moderation: ["platform.moderation"],
  // All of the platform's staff see the cards of organisations (D14).
  orgs: [
    "platform.orgs",
    "platform.licences",
    "platform.moderation",
    "platform.support",
    "platform.staff",
  ],
  superapps: ["platform.orgs"],
  platform: ["platform.staff"],
};

/** Before the rights are known, the chats stand: most people are here for them. */
export function sectionsOf(me: Me): readonly Section[] {
  const { permissions } = me;
  if (permissions === undefined) {
    return ["chats"];
  }
  return SECTIONS.filter((section) =>
    OPENED_BY[section].some((permission) => permissions.includes(permission)),
  );
}

/** The section that an address names. Who comes without an address gets the first that is open. */
export function sectionAt(
  path: readonly string[],
  open: readonly Section[],
): Section | "barred" | null {
  const named = SECTIONS.find((section) => section === path[0]);
  if (named !== undefined && open.length > 0) {
    return open.includes(named) ? named : "barred";
  }
  return open[0] ?? null;
}

export function pathOf(section: Section): readonly string[] {
  return section === "chats" ? [] : [section];
}
