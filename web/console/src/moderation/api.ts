/** What does a moderator see of a review? */

import type { Named } from "@chatserver/protocol";
import type { Http } from "../http.ts";
import type { Build, Offer, Review } from "../miniapps/api.ts";

export interface Queued {
  review: Review;
  miniapp: Named;
  org: string;
  sender: string | null;
}

/** What a manifest adds and takes away, by field. */
export interface Change {
  added: string[];
  removed: string[];
}

export type Changes = Readonly<Record<string, Change>>;

export interface ReviewCard {
  changes: Changes;
  review: Review;
  miniapp: Named;
  category: string;
  description: string;
  org: string;
  build: Build | null;
  offer: Offer | null;
  serving_digest: string | null;
}

/** A queue names organisations by their ids alone; an id is better than nothing. */
export async function orgName(http: Http, id: string): Promise<string> {
  return await http.get<Named>(`orgs/${id}`).then(
    ({ name }) => name,
    () => id,
  );
}

/** Why a review is rejected, in codes that partners can look up. */
export const REASONS = [
  "metadata",
  "design_system",
  "broken_flow",
  "crash",
  "permission_purpose",
  "privacy_offer",
  "payment_flow",
  "forbidden_content",
  "security",
  "undeclared_network",
  "demo_data_missing",
  "other",
] as const;
