/** What is said of superapps and their keys to the platform in English? */

import type { Said } from "./said.ts";
import type { superappsRu } from "./superapps.ru.ts";

export const superappsEn: Said<typeof superappsRu> = {
  "superapps.add": "Add a superapp",
  "superapps.new": "A new superapp",
  "superapps.one": "Superapp",
  "superapps.none": "There are no superapps yet.",
  "superapps.back": "To the superapps",
  "superapps.more": "and {{count}} more",
  "superapps.name": "Name",
  "superapps.kind": "Kind",
  "superapps.kind.general": "general",
  "superapps.kind.branded": "branded",
  "superapps.orgs": "Organisations",
  "superapps.orgs.hint": "The superapp’s keys mint tokens only for clients of these",
  "superapps.links": "Where links lead",
  "superapps.link_host": "Host of the links",
  "superapps.link_host.hint": "Its name without https://; it has to lead to this server",
  "superapps.stores": "Addresses in the stores",
  "superapps.store.app_store": "App Store",
  "superapps.store.google_play": "Google Play",
  "superapps.store.rustore": "RuStore",
  "superapps.store.app_gallery": "AppGallery",
  "superapps.packages": "Apps",
  "superapps.packages.hint": "By these a phone knows that the app opens a link, not the browser",
  "superapps.package.add": "Add an app",
  "superapps.package.new": "A new app",
  "superapps.package.remove": "Remove the app: {{name}}",
  "superapps.package.id.android": "Package name",
  "superapps.package.id.ios": "Team and bundle id",
  "superapps.platform": "Platform",
  "superapps.platform.android": "Android",
  "superapps.platform.ios": "iOS",
  "superapps.fingerprints": "Fingerprints of certificates",
  "superapps.fingerprints.hint": "SHA-256 such as 3F:A1:…, each on a line of its own",
  "superapps.origins": "Allowed origins",
  "superapps.origins.hint":
    "The superapp’s pages that show the chat or call the API: https://host, each on a line of its own",
  "superapps.keys": "Keys of the superapp’s back end",
  "superapps.keys.column": "Access",
  "superapps.keys.show": "Keys",
  "superapps.keys.hint":
    "With a key the superapp’s back end gets tokens for its clients: POST /superapp/v1/client-tokens. Each token minted is in the organisation’s log.",
  "superapps.remove": "Delete the superapp",
  "superapps.remove.title": "Delete the superapp “{{name}}”?",
  "superapps.remove.unused": "Its links and settings are gone then, and cannot be brought back.",
  "superapps.remove.used":
    "As long as it has organisations or keys it cannot be deleted. Take the organisations out and revoke the keys first.",
  "superapps.removed": "Superapp deleted: {{name}}",
};
