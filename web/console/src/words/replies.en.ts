/** What do canned replies say in English? */

import type { repliesRu } from "./replies.ru.ts";
import type { Said } from "./said.ts";

export const repliesEn: Said<typeof repliesRu> = {
  saved: "Saved",
  save: "Save",
  copied: "Copied",
  "replies.open": "Canned replies",
  "replies.title": "Canned replies",
  "replies.search": "Find a reply",
  "replies.none": "There are none yet. Add what you write often.",
  "replies.nothing": "Nothing found.",
  "replies.manage": "Add and change",
  "replies.shared": "shared",
  "replies.edit": "Change “{{title}}”",
  "replies.remove": "Remove “{{title}}”",
  "replies.add": "Add a reply",
  "replies.form.title": "Title",
  "replies.form.text": "Text",
  "replies.form.shared": "For all employees",
  "replies.placeholders": "Put in",
  "placeholder.client_name": "client’s name",
  "placeholder.address": "address",
  "placeholder.place": "premises",
  "placeholder.number": "chat number",
  "placeholder.product": "product’s name",
  "placeholder.staff_name": "my name",
};
