/** Which mini-apps does the organisation have? The one that changed last stands first. */

import { IconPlus } from "@chatserver/ui";
import { Button, Group } from "@mantine/core";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { RulesButton } from "../rules/RulesButton.tsx";
import { useTools } from "../tools.tsx";
import type { Miniapps } from "./api.ts";
import { MiniappLines } from "./MiniappLines.tsx";
import { RegisterModal } from "./RegisterModal.tsx";

export function MiniappList({ miniapps }: { miniapps: Miniapps }) {
  const { t } = useTranslation();
  const { me } = useTools();
  const [adding, setAdding] = useState(false);
  const loading = useLoading(
    useCallback(() => Promise.all([miniapps.list(), miniapps.categories()]), [miniapps]),
  );
  const mayEdit = me.permissions?.includes("miniapps.edit") === true;
  return (
    <main className={css.page}>
      <div className={css.inner}>
        <div className={css.top}>
          <h1>{t("section.miniapps")}</h1>
          <Group gap="xs" className={css.push ?? ""}>
            <RulesButton />
            {mayEdit ? (
              <Button leftSection={<IconPlus size={17} />} onClick={() => setAdding(true)}>
                {t("miniapp.add")}
              </Button>
            ) : null}
          </Group>
        </div>
        <WhenHere loading={loading}>
          {([lines, categories]) =>
            lines.length === 0 ? (
              <div className={css.blank}>
                <span>{t(mayEdit ? "miniapp.none.add" : "miniapp.none")}</span>
              </div>
            ) : (
              <MiniappLines at={["miniapps"]} lines={lines} categories={categories} />
            )
          }
        </WhenHere>
      </div>
      {adding ? <RegisterModal miniapps={miniapps} close={() => setAdding(false)} /> : null}
    </main>
  );
}
