/** Which licences does an organisation have, and what was changed in it? */

import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { AddressTabs } from "../cards/AddressTabs.tsx";
import { BackTop } from "../cards/BackTop.tsx";
import { OrgEntities } from "../entities/OrgEntities.tsx";
import { useLoading, WhenHere } from "../loading.tsx";
import { AuditLog } from "../organisation/AuditLog.tsx";
import { useTools } from "../tools.tsx";
import { OrgLicences } from "./OrgLicences.tsx";
import { OrgMiniapps } from "./OrgMiniapps.tsx";
import type { Org } from "./org.ts";

export function OrgPage({ id }: { id: string }) {
  const { t } = useTranslation();
  const { http } = useTools();
  const loading = useLoading(useCallback(() => http.get<Org>(`orgs/${id}`), [http, id]));
  return (
    <WhenHere loading={loading} below={{ to: ["orgs"], back: t("orgs.back") }}>
      {(org) => (
        <>
          <BackTop to={["orgs"]} back={t("orgs.back")} title={org.name} />
          <AddressTabs
            at={["orgs", id]}
            tabs={[
              { name: "licences", label: t("org.tab.licences"), panel: <OrgLicences org={org} /> },
              {
                name: "miniapps",
                label: t("section.miniapps"),
                panel: <OrgMiniapps org={id} />,
              },
              {
                name: "entities",
                label: t("org.tab.entities"),
                panel: <OrgEntities org={org} />,
              },
              { name: "audit", label: t("org.tab.audit"), panel: <AuditLog org={id} /> },
            ]}
          />
        </>
      )}
    </WhenHere>
  );
}
