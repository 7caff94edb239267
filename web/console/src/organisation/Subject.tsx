/** What was changed? Where it has a card, that is a link. */

import type { ReactNode } from "react";
import { Link } from "../Link.tsx";
import { type Section, sectionsOf } from "../sections.ts";
import { useTools } from "../tools.tsx";

/** By what an id begins with: where its card stands. */
const CARDS: Readonly<Record<string, { section: Section; path: readonly string[] }>> = {
  cl: { section: "clients", path: ["clients"] },
  obj: { section: "objects", path: ["objects"] },
  st: { section: "staff", path: ["staff", "people"] },
  role: { section: "staff", path: ["staff", "roles"] },
  app: { section: "miniapps", path: ["miniapps"] },
};

export function Subject({ id }: { id: string }): ReactNode {
  const { me } = useTools();
  const card = CARDS[id.slice(0, id.indexOf("_"))];
  return card !== undefined && sectionsOf(me).includes(card.section) ? (
    <Link path={[...card.path, id]}>{id}</Link>
  ) : (
    id
  );
}
