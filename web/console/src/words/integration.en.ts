/** What is said of an organisation's own systems in English? */

import type { integrationRu } from "./integration.ru.ts";
import type { Said } from "./said.ts";

export const integrationEn: Said<typeof integrationRu> = {
  "integration.tab.keys": "API keys",
  "integration.tab.webhooks": "Webhooks",
  "api.keys": "API keys",
  "api.keys.hint":
    "With a key your programs read data at /public/v1. A key sees what its maker saw at that moment, and works until it is revoked.",
  "api.scopes": "What may be read",
  "api.scopes.hint": "No more than you see yourself",
  "api.scope.lacking": "You lack this right yourself",
  "api.everywhere": "the whole organisation",
  "api.objects_one": "{{count}} object",
  "api.objects_other": "{{count}} objects",
  "scope.export.clients": "Clients",
  "scope.export.chats": "Chats and what was written",
  "scope.export.miniapps": "Mini-apps",
  "scope.export.orders": "Orders",
};
