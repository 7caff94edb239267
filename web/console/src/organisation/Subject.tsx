/** What was changed? Where it has a card, that is a link. */

import type { ReactNode } from "react";
import { Link } from "../Link.tsx";
import { type Section, sectionsOf } from "../sections.ts";
import { useTools } from "../tools.tsx";
import type { Log } from "./audit.ts";

type Cards = Readonly<Record<string, { section: Section; path: readonly string[] }>>;

/** By what an id begins with: where its card stands. */
const OWN: Cards = {
  cl: { section: "clients", path: ["clients"] },
  obj: { section: "objects", path: ["objects"] },
  st: { section: "staff", path: ["staff", "people"] },
  role: { section: "staff", path: ["staff", "roles"] },
  app: { section: "miniapps", path: ["miniapps"] },
};

const PLATFORM: Cards = {
  st: { section: "platform", path: ["platform", "people"] },
  role: { section: "platform", path: ["platform", "roles"] },
  sup: { section: "superapps", path: ["superapps"] },
  org: { section: "orgs", path: ["orgs"] },
};

/** What the platform reads of an organisation has its cards elsewhere. */
const CARDS: Readonly<Record<Log, Cards>> = { own: OWN, platform: PLATFORM, watched: {} };

export function Subject({ id, log }: { id: string; log: Log }): ReactNode {
  const { me } = useTools();
  const card = CARDS[log][id.slice(0, id.indexOf("_"))];
  return card !== undefined && sectionsOf(me).includes(card.section) ? (
    <Link path={[...card.path, id]}>{id}</Link>
  ) : (
    id
  );
}
