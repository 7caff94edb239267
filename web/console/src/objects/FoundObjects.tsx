/** Which objects of any kind are meant by what was typed? */

import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Line, Lines } from "../cards/Lines.tsx";
import { Paged } from "../cards/Paged.tsx";
import { usePages } from "../cards/usePages.ts";
import type { ObjectLine } from "../directory.ts";
import { Link } from "../Link.tsx";
import { useObjectNames } from "../list/useObjectNames.ts";
import { useTools } from "../tools.tsx";

export function FoundObjects({ q }: { q: string }) {
  const { t } = useTranslation();
  const { http } = useTools();
  const pages = usePages<ObjectLine>(http, "objects", { q });
  return (
    <Paged pages={pages} none={t("object.none")}>
      {(found) => <Hits found={found} />}
    </Paged>
  );
}

function Hits({ found }: { found: readonly ObjectLine[] }) {
  const { t } = useTranslation();
  const names = useObjectNames(found.flatMap(({ parent }) => parent ?? []));
  return (
    <Lines
      testId="found-objects"
      heads={[t("object.name"), t("object.kind"), t("object.address"), t("object.parent")]}
    >
      {found.map(({ id, name, kind, address, parent }) => (
        <Line key={id} path={["objects", id]}>
          <Table.Td>
            <Link path={["objects", id]}>{name}</Link>
          </Table.Td>
          <Table.Td>{t(`object.kind.${kind}`)}</Table.Td>
          <Table.Td>{address}</Table.Td>
          <Table.Td>{parent === null ? "" : (names.get(parent) ?? "…")}</Table.Td>
        </Line>
      ))}
    </Lines>
  );
}
