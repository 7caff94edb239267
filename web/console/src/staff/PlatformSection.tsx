/** Who works for the platform itself, and what may they do? (D14) */

import { speakAlso } from "@chatserver/ui";
import { TabbedSection } from "../cards/TabbedSection.tsx";
import { AuditLog } from "../organisation/AuditLog.tsx";
import { organisationEn } from "../words/organisation.en.ts";
import { organisationRu } from "../words/organisation.ru.ts";
import { staffEn } from "../words/staff.en.ts";
import { staffRu } from "../words/staff.ru.ts";
import { CrewProvider, PLATFORM } from "./crew.ts";
import { People } from "./People.tsx";
import { Roles } from "./Roles.tsx";

speakAlso({ ru: { ...staffRu, ...organisationRu }, en: { ...staffEn, ...organisationEn } });

const TABS = [
  { name: "people", needs: [], Page: People },
  { name: "roles", needs: [], Page: Roles },
  { name: "audit", needs: [], Page: AuditLog },
];

export default function PlatformSection() {
  return (
    <CrewProvider value={PLATFORM}>
      <TabbedSection section="platform" word="staff.tab" tabs={TABS} />
    </CrewProvider>
  );
}
