/** Which mini-apps does an organisation have, and which one does the platform look at? */

import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useLoading, WhenHere } from "../loading.tsx";
import { Miniapps } from "../miniapps/api.ts";
import { MiniappLines } from "../miniapps/MiniappLines.tsx";
import css from "../office.module.css";
import { useHere } from "../route.ts";
import { useTools } from "../tools.tsx";
import { WatchedMiniapp } from "./WatchedMiniapp.tsx";

export function OrgMiniapps({ org }: { org: string }) {
  const { http } = useTools();
  const miniapps = useMemo(() => new Miniapps(http), [http]);
  const [, , , id] = useHere().path;
  return id === undefined ? (
    <List org={org} miniapps={miniapps} />
  ) : (
    <WatchedMiniapp key={id} org={org} id={id} miniapps={miniapps} />
  );
}

function List({ org, miniapps }: { org: string; miniapps: Miniapps }) {
  const { t } = useTranslation();
  const loading = useLoading(
    useCallback(() => Promise.all([miniapps.listOf(org), miniapps.categories()]), [miniapps, org]),
  );
  return (
    <WhenHere loading={loading}>
      {([lines, categories]) =>
        lines.length === 0 ? (
          <div className={css.blank}>{t("watch.none")}</div>
        ) : (
          <MiniappLines at={["orgs", org, "miniapps"]} lines={lines} categories={categories} />
        )
      }
    </WhenHere>
  );
}
