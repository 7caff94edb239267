/** What does a mini-app need for each method: which grant of the client, and a touch? */

import type { User } from "../api.ts";
import type { Method } from "../methods.ts";

export interface Need {
  scope?: string;
  /** The client has just touched the mini-app. */
  gesture?: true;
}

export const NEEDS: Partial<Record<Method, Need>> = {
  "chat.open": { scope: "chat.open", gesture: true },
  "navigation.external": { gesture: true },
  "notifications.request": { scope: "notifications", gesture: true },
  "payments.pay": { scope: "payments", gesture: true },
  "storage.get": { scope: "storage" },
  "storage.set": { scope: "storage" },
  "storage.remove": { scope: "storage" },
  "storage.keys": { scope: "storage" },
};

export const FIELD_SCOPES: Readonly<Record<keyof User, string>> = {
  name: "profile.name",
  phone: "profile.phone",
  email: "profile.email",
  photo: "profile.photo",
  birth: "profile.birth",
  place: "place.read",
  role: "role.read",
};
