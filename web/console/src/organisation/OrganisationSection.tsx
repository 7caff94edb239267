/** How does the organisation want to be served, what has it bought, and who changed what? */

import { speakAlso } from "@chatserver/ui";
import { TabbedSection } from "../cards/TabbedSection.tsx";
import { useTools } from "../tools.tsx";
import { organisationEn } from "../words/organisation.en.ts";
import { organisationRu } from "../words/organisation.ru.ts";
import { AuditLog } from "./AuditLog.tsx";
import { Entities } from "./Entities.tsx";
import { Licences } from "./Licences.tsx";
import { Settings } from "./Settings.tsx";

speakAlso({ ru: organisationRu, en: organisationEn });

const TABS = [
  { name: "settings", needs: [], Page: Settings },
  { name: "licences", needs: ["miniapps.view"], Page: Licences },
  { name: "entities", needs: ["miniapps.view", "orders.view"], Page: Entities },
  { name: "audit", needs: ["audit.view"], Page: AuditLog },
];

export default function OrganisationSection() {
  const { org } = useTools().me;
  return <TabbedSection section="organisation" title={org?.name} word="org.tab" tabs={TABS} />;
}
