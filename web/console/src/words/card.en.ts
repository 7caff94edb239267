/** What does the card of a chat say in English? */

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
  "export.title": "Export to Excel",
  "export.waiting": "The table waits for its turn…",
  "export.writing": "The table is being written…",
  "export.saving": "The table is being saved…",
  "export.percent": "{{percent}}%",
  "export.stop": "Cancel the export",
  "export.done": "The table is saved",
  "export.again": "Export once more",
  "export.close": "Close",
  "export.failed.busy": "Too many tables are being written. Wait a minute and try again.",
  "export.failed.lost": "The server does not answer. Check your connection and try again.",
  "export.failed.gone":
    "The table is no longer there: an hour has passed, or your rights have changed. Try again.",
  "export.failed.other": "The table could not be written. Narrow the filters, or try again later.",
};
