/** What can a role open, in the groups of the screen? (requirements 30 to 34, D14) */

/** Of an organisation's roles. */
export const ACCESS = {
  management: ["miniapps.view", "miniapps.edit", "widgets.edit"],
  chats: ["chats.view", "chats.send", "subscriptions.view", "subscriptions.send"],
  clients: ["clients.view", "clients.edit", "orders.view", "orders.refund"],
  organisation: ["directory.edit", "staff.edit", "integration.edit", "reports.view", "audit.view"],
} as const;

/** Of the platform's own. */
export const PLATFORM_ACCESS = {
  platform: [
    "platform.orgs",
    "platform.licences",
    "platform.moderation",
    "platform.support",
    "platform.staff",
  ],
} as const;
