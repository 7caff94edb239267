/** What may a key of an organisation's own systems do? Never more than its maker. */

import type { Key } from "../cards/keys.ts";

/** Of these permissions the maker of a key has at least one. */
export const NEEDS = {
  "export.clients": ["clients.view"],
  "export.chats": ["chats.view", "subscriptions.view"],
  "export.miniapps": ["miniapps.view"],
  "export.orders": ["orders.view"],
  "upload.builds": ["miniapps.edit"],
} as const;

export type Scope = keyof typeof NEEDS;
export const SCOPES = Object.keys(NEEDS) as Scope[];

export interface ExportKey extends Key {
  scopes: Scope[];
  /** Null: the whole organisation. */
  objects: string[] | null;
}

export function mayGrant(scope: Scope, permissions: readonly string[]): boolean {
  return NEEDS[scope].some((one) => permissions.includes(one));
}
