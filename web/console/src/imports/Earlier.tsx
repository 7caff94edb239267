/** Which tables has this employee brought in before, and what became of each? */

import { fullTime, useLanguage } from "@chatserver/ui";
import { Badge, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Paged } from "../cards/Paged.tsx";
import { usePages } from "../cards/usePages.ts";
import { Link } from "../Link.tsx";
import { useTools } from "../tools.tsx";
import { COLOURS, type Import, type ImportKind, stateWord } from "./imports.ts";

export function Earlier({ kind }: { kind: ImportKind }) {
  const { t } = useTranslation();
  const { http } = useTools();
  const pages = usePages<Import>(http, "imports", { kind });
  return (
    <section aria-label={t("import.earlier")}>
      <b>{t("import.earlier")}</b>
      <Paged pages={pages} none={t("import.earlier.none")}>
        {(imports) => (
          <Table data-testid="earlier-imports">
            <Table.Tbody>
              {imports.map((one) => (
                <EarlierLine key={one.id} one={one} />
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Paged>
    </section>
  );
}

function EarlierLine({ one }: { one: Import }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const at = fullTime(one.at, language);
  return (
    <Table.Tr>
      <Table.Td>
        <Link path={[one.kind, "import", one.id]}>{one.name || at}</Link>
      </Table.Td>
      <Table.Td>{at}</Table.Td>
      <Table.Td>
        <Badge miw="max-content" radius="sm" variant="light" tt="none" color={COLOURS[one.state]}>
          {t(`import.short.${stateWord(one)}`)}
        </Badge>
      </Table.Td>
    </Table.Tr>
  );
}
