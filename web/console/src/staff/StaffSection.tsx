/** Who works here, and what may they do? */

import { Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "../office.module.css";
import { useHere, useRoute } from "../route.ts";
import { People } from "./People.tsx";
import { Roles } from "./Roles.tsx";

const TABS = ["people", "roles"] as const;

export default function StaffSection() {
  const { t } = useTranslation();
  const route = useRoute();
  const [, tab] = useHere().path;
  return (
    <main className={css.page}>
      <div className={css.inner}>
        <div className={css.top}>
          <h1>{t("section.staff")}</h1>
        </div>
        <Tabs
          value={tab === "roles" ? "roles" : "people"}
          onChange={(name) => route.go(name === "roles" ? ["staff", "roles"] : ["staff"])}
          keepMounted={false}
        >
          <Tabs.List className={css.tabs ?? ""} mb="md">
            {TABS.map((name) => (
              <Tabs.Tab key={name} value={name}>
                {t(`staff.tab.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="people">
            <People />
          </Tabs.Panel>
          <Tabs.Panel value="roles">
            <Roles />
          </Tabs.Panel>
        </Tabs>
      </div>
    </main>
  );
}
