/** Who of the organisation can be paid? The platform writes it down. */

import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Paged } from "../cards/Paged.tsx";
import { usePages } from "../cards/usePages.ts";
import { EntitySheet } from "../entities/EntitySheet.tsx";
import type { Entity } from "../entities/entity.ts";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";

export function Entities() {
  const { t } = useTranslation();
  const { http } = useTools();
  const pages = usePages<Entity>(http, "legal-entities");
  return (
    <Stack gap="sm">
      <p className={css.quiet}>{t("entities.hint")}</p>
      <Paged pages={pages} none={t("entities.none")}>
        {(entities) => entities.map((one) => <EntitySheet key={one.id} entity={one} />)}
      </Paged>
    </Stack>
  );
}
