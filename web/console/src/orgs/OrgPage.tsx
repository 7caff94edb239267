/** Which licences does an organisation have, and what was changed in it? */

import { IconBack } from "@chatserver/ui";
import { ActionIcon, Tabs } from "@mantine/core";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { AuditLog } from "../organisation/AuditLog.tsx";
import { useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { OrgLicences } from "./OrgLicences.tsx";
import type { Org } from "./org.ts";

const PAGES = ["licences", "audit"] as const;

export function OrgPage({ id, page }: { id: string; page: string }) {
  const { t } = useTranslation();
  const { http } = useTools();
  const route = useRoute();
  const loading = useLoading(useCallback(() => http.get<Org>(`orgs/${id}`), [http, id]));
  return (
    <WhenHere loading={loading}>
      {(org) => (
        <>
          <div className={css.top}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              radius="xl"
              aria-label={t("orgs.back")}
              onClick={() => route.go(["orgs"])}
            >
              <IconBack />
            </ActionIcon>
            <h1>{org.name}</h1>
          </div>
          <Tabs
            value={PAGES.find((one) => one === page) ?? "licences"}
            onChange={(one) => route.go(["orgs", id, one ?? "licences"])}
            keepMounted={false}
          >
            <Tabs.List className={css.tabs ?? ""} mb="md">
              {PAGES.map((one) => (
                <Tabs.Tab key={one} value={one}>
                  {t(`org.tab.${one}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value="licences">
              <OrgLicences org={org} />
            </Tabs.Panel>
            <Tabs.Panel value="audit">
              <AuditLog org={id} />
            </Tabs.Panel>
          </Tabs>
        </>
      )}
    </WhenHere>
  );
}
