/** Who works here, where, and what may they do? */

import { speakAlso } from "@chatserver/ui";
import { TabbedSection } from "../cards/TabbedSection.tsx";
import { staffEn } from "../words/staff.en.ts";
import { staffRu } from "../words/staff.ru.ts";
import { Departments } from "./Departments.tsx";
import { People } from "./People.tsx";
import { Roles } from "./Roles.tsx";

speakAlso({ ru: staffRu, en: staffEn });

const TABS = [
  { name: "people", needs: ["staff.edit"], Page: People },
  { name: "roles", needs: ["staff.edit"], Page: Roles },
  { name: "departments", needs: ["directory.edit"], Page: Departments },
];

export default function StaffSection() {
  return <TabbedSection section="staff" word="staff.tab" tabs={TABS} />;
}
