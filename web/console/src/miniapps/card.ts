/** What does each sheet of a mini-app's card get? */

import type { Card } from "../http.ts";
import type { Miniapp, Miniapps } from "./api.ts";

export interface CardProps {
  miniapps: Miniapps;
  card: Card<Miniapp>;
  /** The card as it stands after a change. */
  took(card: Card<Miniapp>): void;
  reload(): void;
  mayEdit: boolean;
}
