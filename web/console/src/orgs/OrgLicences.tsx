/** How does an organisation get the licences that it bought, and how is one taken back? */

import { Button, Group, Modal, NumberInput, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
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
  const doing = async (act: Promise<unknown>, told: string) => {
    setBusy(true);
    await act.then(() => {
      tellDone(told);
      setTaken(null);
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
          <Button
            loading={busy}
            disabled={typeof count !== "number"}
            onClick={() => void doing(http.post(path, { count }), t("orgs.licences.added"))}
          >
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
      <Modal
        opened={taken !== null}
        onClose={() => setTaken(null)}
        title={t("orgs.licences.take.title", { name: taken?.name ?? "" })}
        transitionProps={{ exitDuration: 0 }}
        closeButtonProps={{ "aria-label": t("message.close") }}
      >
        <Stack>
          <span>
            {taken?.miniapp == null
              ? t("orgs.licences.take.free")
              : t("orgs.licences.take.used", { name: taken.miniapp.name })}
          </span>
          <Group justify="flex-end">
            <Button data-autofocus variant="default" onClick={() => setTaken(null)}>
              {t("cancel")}
            </Button>
            <Button
              color="red"
              loading={busy}
              onClick={() =>
                taken !== null &&
                void doing(http.delete(`${path}/${taken.id}`), t("orgs.licences.taken"))
              }
            >
              {t("orgs.licences.take")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
