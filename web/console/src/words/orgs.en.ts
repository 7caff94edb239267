/** What is said of organisations to the platform in English? */

import type { orgsRu } from "./orgs.ru.ts";
import type { Said } from "./said.ts";

export const orgsEn: Said<typeof orgsRu> = {
  "orgs.add": "Add an organisation",
  "orgs.new": "A new organisation",
  "orgs.one": "Organisation",
  "orgs.none": "There are no organisations yet.",
  "orgs.name": "Name",
  "orgs.kind": "Kind",
  "orgs.kind.hint":
    "Guests see the mini-apps of developers alone. A company that builds and manages needs two",
  "orgs.kind.management": "management company",
  "orgs.kind.developer": "developer",
  "orgs.created": "Made",
  "orgs.more": "More",
  "orgs.open": "Licences and log",
  "orgs.back": "To the organisations",
  "orgs.administrator": "First Administrator",
  "orgs.email": "Their e-mail",
  "orgs.email.hint": "The invitation goes here, and is valid for 72 hours",
  "orgs.closed": "closed",
  "orgs.erased": "erased",
  "orgs.closed.note":
    "The organisation is closed. It can be opened again until {{at}}; then its data are erased.",
  "orgs.erased.note": "The organisation is closed, and its data are erased.",
  "orgs.close": "Close the organisation",
  "orgs.close.title": "Close the organisation “{{name}}”?",
  "orgs.close.first": "All sessions, keys, tokens and sockets end at once; its licences are free.",
  "orgs.close.second":
    "For thirty days its Administrators can fetch what is theirs, and you can open it again. Then its data are erased.",
  "orgs.close.done": "Organisation closed: {{name}}",
  "orgs.reopen": "Open again",
  "orgs.reopen.title": "Open the organisation “{{name}}” again?",
  "orgs.reopen.first": "Its employees can log in again.",
  "orgs.reopen.second": "Keys and tokens that have ended do not come back.",
  "orgs.reopen.done": "Organisation opened again: {{name}}",
  "orgs.licences.count": "How many were bought",
  "orgs.licences.add": "Grant licences",
  "orgs.licences.added": "Licences granted",
  "orgs.licences.take": "Take back",
  "orgs.licences.take.label": "Take back the licence: {{name}}",
  "orgs.licences.take.title": "Take back the licence {{name}}?",
  "orgs.licences.take.free": "It is free: no mini-app is affected.",
  "orgs.licences.take.used":
    "The mini-app “{{name}}” becomes inactive at once, and clients do not see it any more.",
  "orgs.licences.taken": "Licence taken back",
};
