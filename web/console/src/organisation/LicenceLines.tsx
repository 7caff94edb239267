/** Which licence serves which mini-app? */

import type { Named } from "@chatserver/protocol";
import { fullTime, useLanguage } from "@chatserver/ui";
import { Badge, Table } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Lines } from "../cards/Lines.tsx";

export interface Licence extends Named {
  /** Null: it is free. */
  miniapp: Named | null;
  granted_at: string;
}

interface LicenceLinesProps {
  licences: readonly Licence[];
  /** How a mini-app is named: as a link, or as a word. */
  miniapp(miniapp: Named): ReactNode;
  /** What can be done with a licence. */
  act?(licence: Licence): ReactNode;
}

export function LicenceLines({ licences, miniapp, act }: LicenceLinesProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const heads = ["name", "miniapp", "granted"].map((one) => t(`licences.${one}`));
  return (
    <Lines testId="licences" heads={heads} acts={act !== undefined}>
      {licences.map((licence) => (
        <Table.Tr key={licence.id}>
          <Table.Td>
            <b>{licence.name}</b>
          </Table.Td>
          <Table.Td>
            {licence.miniapp === null ? (
              <Badge radius="sm" variant="light" color="gray" tt="none">
                {t("licences.free")}
              </Badge>
            ) : (
              miniapp(licence.miniapp)
            )}
          </Table.Td>
          <Table.Td>{fullTime(licence.granted_at, language)}</Table.Td>
          {act === undefined ? null : <Table.Td ta="right">{act(licence)}</Table.Td>}
        </Table.Tr>
      ))}
    </Lines>
  );
}
