/** What do refused requests say in English? */

import type { Said } from "./said.ts";
import type { troubleRu } from "./trouble.ru.ts";

export const troubleEn: Said<typeof troubleRu> = {
  "problem.precondition_failed": "Somebody else changed this while you were changing it.",
  "problem.licence_in_use": "Somebody has just taken this licence. Choose a free one.",
  "problem.rules_changed": "The placement rules have changed. Read the new ones and confirm again.",
  "problem.illegal_transition":
    "The present status does not allow this. Check licence, offer and build.",
  "problem.review_open": "The mini-app is with the moderators: take it back first.",
  "problem.archive_invalid":
    "The archive was not taken. Mend everything that is listed, and upload it again.",
  "problem.file_too_large": "The file is too large.",
  "problem.type_not_allowed": "A file of another kind: an offer is a PDF, a build is a ZIP.",
  "problem.bot_without_tags": "A chatbot needs at least one tag.",
  "problem.chat_disabled":
    "The platform has switched this mini-app’s chat off. Ask Domyland’s support.",
  "problem.validation": "Not everything is filled in rightly.",
  "problem.not_found": "This is gone, or you have no access to it.",
  "problem.forbidden": "You have no right to do this. Ask an administrator.",
  "problem.conflict": "This has changed already. Reload the page and try again.",
  "problem.reason_required": "Write the reason.",
  "mistake.required": "Fill this in.",
  "mistake.too_long": "Too long.",
  "mistake.range_one": "From {{least}} to {{count}} character.",
  "mistake.range_other": "From {{least}} to {{count}} characters.",
  "mistake.length": "Too short or too long.",
  "mistake.duplicate": "There is such a tag already.",
  "mistake.out_of_range": "From 1 to 10,080 minutes.",
  "mistake.unknown_staff": "There is no such employee.",
  "mistake.unknown_department": "There is no such department.",
  "mistake.unknown_object": "There is no such object.",
  "mistake.unknown_tag": "This tag is gone.",
  "mistake.not_in_department": "The employee is of another department.",
  "mistake.inactive": "The employee does not work here any more.",
  "mistake.bot_without_tags": "A chatbot needs at least one tag.",
  "mistake.characters": "Only letters, digits, hyphens and spaces.",
  "mistake.unknown_placeholder": "There is no such placeholder.",
  "mistake.licence_in_use": "Somebody has just taken this licence. Choose a free one.",
  "mistake.rules_changed": "The placement rules have changed.",
  "mistake.unknown": "There is none, or you have no access to it.",
  "mistake.taken": "This is taken already.",
  "mistake.malformed": "This is not written as it should be.",
  "mistake.one_of": "Choose either a mini-app or a screen.",
};
