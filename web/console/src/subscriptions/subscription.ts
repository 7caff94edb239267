/** What does a form of a subscription hold? (D20) */

import type { Mistake } from "../http.ts";
import type { BasicFields } from "../miniapps/BasicsFields.tsx";

export interface SubscriptionDraft extends BasicFields {
  /** For staff; clients read `public_title`. */
  name: string;
  chat_on: boolean;
}

export interface Subscription extends SubscriptionDraft {
  id: string;
  version: number;
}

export const NEW_SUBSCRIPTION: SubscriptionDraft = {
  name: "",
  public_title: "",
  title: "",
  text: "",
  department: null,
  staff: [],
  choice: "random",
  skip_away: false,
  answer_minutes: null,
  ask_rating: false,
  chat_on: true,
};

export const NAME_MIN = 5;
export const NAME_MAX = 128;

export function draftOf({ id: _id, version: _version, ...draft }: Subscription): SubscriptionDraft {
  return draft;
}

export function checkSubscription({ name, department }: SubscriptionDraft): Mistake[] {
  const mistakes: Mistake[] = [];
  if (name.trim() === "") {
    mistakes.push({ pointer: "/name", code: "required", message: "" });
  }
  if (department === null) {
    mistakes.push({ pointer: "/department", code: "required", message: "" });
  }
  return mistakes;
}
