/** What do the card of a chat say in English? */

import type { cardRu } from "./card.ru.ts";
import type { Said } from "./said.ts";

export const cardEn: Said<typeof cardRu> = {
  "dialogs.title": "History of dialogs",
  "dialogs.none": "There were no dialogs yet.",
  "dialogs.open": "Goes on",
  "dialogs.solved": "Question solved",
  "dialogs.no_answer": "Client did not answer",
  "dialogs.timeout": "Ran out of time: no topic was chosen",
  "client.tester": "tester",
  "client.premises": "Premises",
  "client.chats": "All chats of this client",
  "transcript.title": "Download the conversation",
  "transcript.text": "Text",
  "transcript.html": "Page",
  "notices.open": "Notices",
  "notices.open.count_one": "Notices, {{count}} new",
  "notices.open.count_other": "Notices, {{count}} new",
  "notices.title": "Notices",
  "notices.none": "There are no notices yet.",
  "notices.read": "Mark all as read",
  "notices.new": "New:",
  "hits.title": "Found in messages",
  "hits.more": "Show more",
  "export.start": "Export to Excel",
  "export.stop": "Cancel the export",
  "export.writing": "The table is being written…",
  "export.going": "{{percent}}% received",
  "export.done": "The table is saved",
};
