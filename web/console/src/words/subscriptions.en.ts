/** What is said of subscriptions in English? */

import type { Said } from "./said.ts";
import type { subscriptionsRu } from "./subscriptions.ru.ts";

export const subscriptionsEn: Said<typeof subscriptionsRu> = {
  "subscription.add": "Add a subscription",
  "subscription.new": "A new subscription",
  "subscription.one": "Subscription",
  "subscription.none":
    "There are no subscriptions yet. A subscription is a chat with your team without a mini-app, such as “Control room”.",
  "subscription.name": "Name for employees",
  "subscription.name.hint": "From 5 to 128 characters; clients do not see it",
  "subscription.public_title": "Name for clients",
  "subscription.title": "Title of the greeting",
  "subscription.text": "Text of the greeting",
  "subscription.department": "Department",
  "subscription.staff": "Employees",
  "subscription.choice": "Who gets the chat, out of those who can take it",
  "subscription.ask_rating": "Ask clients how a dialog was",
  "subscription.answer_minutes": "Pass on if not answered within, minutes",
  "subscription.skip_away": "Skip those who are away",
  "subscription.chat_on": "Chat",
  "subscription.chat_on.hint":
    "A chat that is off takes no new messages; what was written in it can be read",
  "subscription.on": "on",
  "subscription.off": "off",
  "subscription.remove": "Delete the subscription",
  "subscription.remove.title": "Delete the subscription “{{name}}”?",
  "subscription.remove.unused": "Only one in which nobody has written can be deleted.",
  "subscription.remove.used":
    "There are chats in it, so it cannot be deleted. To have no more messages, switch its chat off.",
  "subscription.removed": "Subscription deleted: {{name}}",
};
