/** What does the client's screen say in English? */

import type { ru } from "./ru.ts";

type Singular<K> = K extends `${string}_few` | `${string}_many` ? never : K;

export const en: Readonly<Record<Singular<keyof typeof ru>, string>> = {
  "chat.title": "Chat",
  "products.title": "Who would you like to talk to?",
  "products.empty": "Nobody yet: no section has opened its chat.",
  "products.failed": "The list could not be loaded.",
  "products.retry": "Try again",
  "products.unread_one": "{{count}} new message",
  "products.unread_other": "{{count}} new messages",
  "places.title": "Which address is it about?",
  "places.hint": "Your question goes to those who look after that house.",
  "push.off": "Turn notifications on",
  "push.on": "Turn notifications off",
  "push.denied": "Notifications are blocked: allow them in the browser’s settings",
  back: "Back",
  "status.bot": "Choose a topic or write your question",
  "status.answering": "{{name}} is answering you",
  "status.waiting": "The first free employee will answer",
  "status.ready": "Write your question",
  "status.closed": "The dialog is over",
  "note.assigned": "{{name}} will answer you",
  "note.waiting": "Passed on to: {{name}}. The first free employee will answer",
  "note.waiting.nobody": "We have your question. The first free employee will answer",
  "note.opened": "New question",
  "note.solved": "The dialog is over: solved",
  "note.no_answer": "The dialog is over",
  "note.timeout": "The dialog is over: no topic was chosen",
  "new.question": "New question",
  "new.hint": "This dialog is over.",
  "ended.title": "Open the chat from the app",
  "ended.text":
    "Links are valid only for a short time. Go back to the app and open the chat again.",
  "line.signed-out": "Your session has expired. Open the chat from the app again.",
  opening: "Opening the chat…",
  again: "Try again",
  "chat.opensInApp": "The app opens: {{title}}",
};
