/** Which licences does the organisation have, and which mini-app uses which? */

import type { Named } from "@chatserver/protocol";
import { fullTime, useLanguage } from "@chatserver/ui";
import { Badge, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Lines } from "../cards/Lines.tsx";
import { Paged } from "../cards/Paged.tsx";
import { usePages } from "../cards/usePages.ts";
import { Link } from "../Link.tsx";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";

interface Licence extends Named {
  /** Null: it is free. */
  miniapp: Named | null;
  granted_at: string;
}

export function Licences() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { http } = useTools();
  const pages = usePages<Licence>(http, "licences");
  return (
    <>
      <p className={css.quiet}>{t("licences.hint")}</p>
      <Paged pages={pages} none={t("licences.none")}>
        {(licences) => (
          <Lines
            testId="licences"
            heads={[t("licences.name"), t("licences.miniapp"), t("licences.granted")]}
          >
            {licences.map(({ id, name, miniapp, granted_at }) => (
              <Table.Tr key={id}>
                <Table.Td>
                  <b>{name}</b>
                </Table.Td>
                <Table.Td>
                  {miniapp === null ? (
                    <Badge radius="sm" variant="light" color="gray" tt="none">
                      {t("licences.free")}
                    </Badge>
                  ) : (
                    <Link path={["miniapps", miniapp.id]}>{miniapp.name}</Link>
                  )}
                </Table.Td>
                <Table.Td>{fullTime(granted_at, language)}</Table.Td>
              </Table.Tr>
            ))}
          </Lines>
        )}
      </Paged>
    </>
  );
}
