/** What is said of an organisation's own systems in English? */

import type { integrationRu } from "./integration.ru.ts";
import type { Said } from "./said.ts";

export const integrationEn: Said<typeof integrationRu> = {
  "integration.tab.keys": "API keys",
  "integration.tab.webhooks": "Webhooks",
  "api.keys": "API keys",
  "api.keys.hint":
    "With a key your programs read data at /public/v1 and upload builds of mini-apps. A key sees what its maker saw at that moment, and works until it is revoked.",
  "api.scopes": "What it may do",
  "api.scopes.hint": "No more than you may yourself",
  "api.scope.lacking": "You lack this right yourself",
  "api.everywhere": "the whole organisation",
  "api.objects_one": "{{count}} object",
  "api.objects_other": "{{count}} objects",
  "scope.export.clients": "Read clients",
  "scope.export.chats": "Read chats and what was written",
  "scope.export.miniapps": "Read mini-apps",
  "scope.export.orders": "Read orders",
  "scope.upload.builds": "Upload builds of mini-apps and send them to the moderators",
};
