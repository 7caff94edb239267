/** How does an organisation get the licences that it bought, and how is one taken back? */

import { Button, Group, NumberInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "../cards/Confirm.tsx";
import { Paged } from "../cards/Paged.tsx";
import { usePages } from "../cards/usePages.ts";
import { type Licence, LicenceLines } from "../organisation/LicenceLines.tsx";
import { useTools } from "../tools.tsx";
import { tellDone, tellProblem } from "../trouble.ts";
import type { Org } from "./org.ts";

const MOST = 100;

export function OrgLicences({ org }: { org: Org }) {
  const { t } = useTranslation();
  const { http, me } = useTools();
  const path = `orgs/${org.id}/licences`;
  const pages = usePages<Licence>(http, path);
  const [count, setCount] = useState<number | string>(1);
  const [taken, setTaken] = useState<Licence | null>(null);
  const [busy, setBusy] = useState(false);
  const mayEdit = me.permissions?.includes("platform.licences") === true;
  const grant = async () => {
    setBusy(true);
    await http.post(path, { count }).then(() => {
      tellDone(t("orgs.licences.added"));
      pages.loading.reload();
    }, tellProblem);
    setBusy(false);
  };
  return (
    <>
      {mayEdit && org.closed_at === null ? (
        <Group align="flex-end" mb="md">
          <NumberInput
            label={t("orgs.licences.count")}
            min={1}
            max={MOST}
            allowDecimal={false}
            clampBehavior="strict"
            w={180}
            value={count}
            onChange={setCount}
          />
          <Button loading={busy} disabled={typeof count !== "number"} onClick={() => void grant()}>
            {t("orgs.licences.add")}
          </Button>
        </Group>
      ) : null}
      <Paged pages={pages} none={t("licences.none")}>
        {(licences) => (
          <LicenceLines
            licences={licences}
            miniapp={({ name }) => name}
            {...(mayEdit
              ? {
                  act: (licence: Licence) => (
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={t("orgs.licences.take.label", { name: licence.name })}
                      onClick={() => setTaken(licence)}
                    >
                      {t("orgs.licences.take")}
                    </Button>
                  ),
                }
              : {})}
          />
        )}
      </Paged>
      <Confirm
        title={taken === null ? null : t("orgs.licences.take.title", { name: taken.name })}
        label={t("orgs.licences.take")}
        leave={() => setTaken(null)}
        act={async () => {
          await http.delete(`${path}/${taken?.id ?? ""}`);
          tellDone(t("orgs.licences.taken"));
          setTaken(null);
          pages.loading.reload();
        }}
      >
        {taken?.miniapp == null
          ? t("orgs.licences.take.free")
          : t("orgs.licences.take.used", { name: taken.miniapp.name })}
      </Confirm>
    </>
  );
}
