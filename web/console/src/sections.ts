/** Which parts of the console does an employee see? Those in which they may do something. */

import type { Me } from "./session.ts";

export const SECTIONS = ["chats", "miniapps", "widgets", "staff", "reports", "moderation"] as const;
export type Section = (typeof SECTIONS)[number];

/** Any one of these opens the section. */
const OPENED_BY: Readonly<Record<Section, readonly string[]>> = {
  chats: ["chats.view", "subscriptions.view"],
  miniapps: ["miniapps.view"],
  widgets: ["widgets.edit"],
  staff: ["staff.edit", "directory.edit"],
  reports: ["reports.view"],
  moderation: ["platform.moderation"],
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

/** The section that an address names, if this employee sees it; else their first, if any. */
export function sectionAt(path: readonly string[], open: readonly Section[]): Section | null {
  const named = path[0] ?? "chats";
  return open.find((section) => section === named) ?? open[0] ?? null;
}

export function pathOf(section: Section): readonly string[] {
  return section === "chats" ? [] : [section];
}
