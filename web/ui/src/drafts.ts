/** What did a person begin to write, and where does it wait? On this device, for each chat. */

import { remember, remembered } from "./storage.ts";

const PREFIX = "draft/";
/** Older drafts make room: nobody comes back to the hundred-and-first. */
const MOST = 100;
const INDEX = "drafts";

export function draftOf(place: string): string {
  return remembered(PREFIX + place) ?? "";
}

export function keepDraft(place: string, text: string): void {
  const others = places().filter((other) => other !== place);
  const kept = text === "" ? others : [place, ...others];
  for (const forgotten of kept.slice(MOST)) {
    remember(PREFIX + forgotten, null);
  }
  remember(PREFIX + place, text === "" ? null : text);
  remember(INDEX, JSON.stringify(kept.slice(0, MOST)));
}

/** Whoever signs out leaves no words behind: the device may be shared. */
export function forgetDrafts(owner: string): void {
  for (const place of places()) {
    if (place.startsWith(`${owner}/`)) {
      keepDraft(place, "");
    }
  }
}

function places(): string[] {
  try {
    const stored: unknown = JSON.parse(remembered(INDEX) ?? "[]");
    return Array.isArray(stored) ? stored.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}
