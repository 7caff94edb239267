/** Which quarters, groups and buildings are meant by what was typed? */

import { Table } from "@mantine/core";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Line, Lines } from "../cards/Lines.tsx";
import type { ObjectLine } from "../directory.ts";
import { Link } from "../Link.tsx";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { found } from "./object.ts";

export function FoundObjects({ q }: { q: string }) {
  const { directory } = useTools();
  const loading = useLoading(useCallback(() => directory.estate(), [directory]));
  return <WhenHere loading={loading}>{(estate) => <Hits estate={estate} q={q} />}</WhenHere>;
}

/** So many are drawn: who sees more types more. */
const DRAWN = 100;

function Hits({ estate, q }: { estate: readonly ObjectLine[]; q: string }) {
  const { t, i18n } = useTranslation();
  const hits = useMemo(() => found(estate, q, i18n.language), [estate, q, i18n.language]);
  if (hits.length === 0) {
    return (
      <div className={css.blank} role="status">
        {t("object.none")}
      </div>
    );
  }
  const names = new Map(estate.map(({ id, name }) => [id, name]));
  return (
    <Lines
      testId="found-objects"
      heads={[t("object.name"), t("object.kind"), t("object.address"), t("object.parent")]}
    >
      {hits.slice(0, DRAWN).map(({ id, name, kind, address, parent }) => (
        <Line key={id} path={["objects", id]}>
          <Table.Td>
            <Link path={["objects", id]}>{name}</Link>
          </Table.Td>
          <Table.Td>{t(`object.kind.${kind}`)}</Table.Td>
          <Table.Td>{address}</Table.Td>
          <Table.Td>{parent === null ? "" : names.get(parent)}</Table.Td>
        </Line>
      ))}
    </Lines>
  );
}
