/** Who works here, where, and what may they do? */

import { speakAlso } from "@chatserver/ui";
import { Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "../office.module.css";
import { useHere, useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { staffEn } from "../words/staff.en.ts";
import { staffRu } from "../words/staff.ru.ts";
import { Departments } from "./Departments.tsx";
import { People } from "./People.tsx";
import { Roles } from "./Roles.tsx";

speakAlso({ ru: staffRu, en: staffEn });

/** Each with the permission that it takes. */
const TABS = [
  { name: "people", needs: "staff.edit", Page: People },
  { name: "roles", needs: "staff.edit", Page: Roles },
  { name: "departments", needs: "directory.edit", Page: Departments },
] as const;

export default function StaffSection() {
  const { t } = useTranslation();
  const { me } = useTools();
  const route = useRoute();
  const [, named] = useHere().path;
  const tabs = TABS.filter(({ needs }) => me.permissions?.includes(needs));
  const shown = tabs.find(({ name }) => name === named) ?? tabs[0];
  return (
    <main className={css.page}>
      <div className={css.inner}>
        <div className={css.top}>
          <h1>{t("section.staff")}</h1>
        </div>
        <Tabs
          value={shown?.name ?? null}
          onChange={(name) => route.go(["staff", ...(name === null ? [] : [name])])}
          keepMounted={false}
        >
          <Tabs.List className={css.tabs ?? ""} mb="md">
            {tabs.map(({ name }) => (
              <Tabs.Tab key={name} value={name}>
                {t(`staff.tab.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {tabs.map(({ name, Page }) => (
            <Tabs.Panel key={name} value={name}>
              <Page />
            </Tabs.Panel>
          ))}
        </Tabs>
      </div>
    </main>
  );
}
