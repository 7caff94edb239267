/** Which dialogs stand behind the figures? */

import { fullTime, useLanguage } from "@chatserver/ui";
import { Button, Switch, Table } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "../Link.tsx";
import office from "../office.module.css";
import { useRoute } from "../route.ts";
import { sectionsOf } from "../sections.ts";
import { useTools } from "../tools.tsx";
import { problemText } from "../trouble.ts";
import { type Asked, type Episode, episodes, type Line } from "./api.ts";
import css from "./reports.module.css";
import { Waited } from "./Waited.tsx";

interface EpisodesProps {
  asked: Asked;
  since: string;
  lines: readonly Line[];
}

export function Episodes({ asked, since, lines }: EpisodesProps) {
  const { t } = useTranslation();
  const route = useRoute();
  const { found, more, error, next } = usePages(asked, since);
  const name = lines.find(({ id }) => id === asked.line)?.name;
  const score = asked.score === null ? "" : ` · ${t("report.score", { score: asked.score })}`;
  return (
    <section className={css.behind}>
      <div className={office.top}>
        <h2>
          {name === undefined ? t("report.behind") : t("report.behind.of", { name })}
          {score}
        </h2>
        <Switch
          className={office.push ?? ""}
          label={t("report.unanswered")}
          checked={asked.unanswered}
          onChange={({ currentTarget: { checked } }) =>
            route.set({ unanswered: checked ? "true" : null }, "replace")
          }
        />
      </div>
      {found.length === 0 && !more ? (
        <div className={office.blank}>{t("report.none")}</div>
      ) : (
        <Rows found={found} />
      )}
      {error === null ? null : (
        <p className={office.wrong} role="alert">
          {problemText(error)}
        </p>
      )}
      {more ? (
        <Button variant="default" mt="sm" onClick={next}>
          {t(error === null ? "report.more" : "list.again")}
        </Button>
      ) : null}
    </section>
  );
}

function Rows({ found }: { found: readonly Episode[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { me } = useTools();
  const sees = sectionsOf(me).includes("chats");
  const asks = found.some(({ asked }) => asked);
  return (
    <div className={office.scroll}>
      <Table className={css.table ?? ""} data-testid="dialogs">
        <Table.Thead>
          <Table.Tr>
            {(["chat", "opened", "product", "tag", "department", "wait_s", "ending"] as const).map(
              (name) => (
                <Table.Th key={name}>{t(`report.column.${name}`)}</Table.Th>
              ),
            )}
            {asks ? <Table.Th>{t("report.column.rating")}</Table.Th> : null}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {found.map((one) => (
            <Table.Tr key={`${one.chat} ${one.dialog}`}>
              <Table.Th scope="row">
                {sees ? (
                  <Link path={[]} query={{ chat: one.chat }}>
                    {t("number.short", { number: one.number })}
                  </Link>
                ) : (
                  t("number.short", { number: one.number })
                )}
              </Table.Th>
              <Table.Td className={css.time ?? ""}>{fullTime(one.opened_at, language)}</Table.Td>
              <Table.Td>{one.product.name}</Table.Td>
              <Table.Td>{one.tag?.name ?? "–"}</Table.Td>
              <Table.Td>{departmentOf(one, t("report.gone"))}</Table.Td>
              <Table.Td>
                <Waited felt={one.wait_s} inHours={one.wait_in_hours_s} />
              </Table.Td>
              <Table.Td>{t(`report.ending.${one.reason ?? "open"}`)}</Table.Td>
              {asks ? (
                <Table.Td>{one.score ?? (one.asked ? t("report.unrated") : "–")}</Table.Td>
              ) : null}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

/** A department that was removed is named by its id. */
function departmentOf({ department }: Episode, gone: string): string {
  if (department === null) {
    return "–";
  }
  return department.name === department.id ? gone : department.name;
}

interface Pages {
  found: readonly Episode[];
  more: boolean;
  error: unknown;
  next(): void;
}

/** The first page at once, each further one when it is asked for. */
function usePages(asked: Asked, since: string): Pages {
  const { http } = useTools();
  const [pages, setPages] = useState<Omit<Pages, "next"> & { cursor: string | null }>(NOTHING);
  const [turn, setTurn] = useState(0);
  const question = JSON.stringify([asked, since]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question begins with its first page
  useEffect(() => {
    setPages(NOTHING);
    setTurn((before) => before + 1);
  }, [question]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn is one page of the question that stands
  useEffect(() => {
    let here = turn > 0;
    if (here) {
      episodes(http, asked, since, pages.cursor).then(
        ({ items, next_cursor }) =>
          here &&
          setPages(({ found }) => ({
            found: [...found, ...items],
            more: next_cursor !== null,
            cursor: next_cursor,
            error: null,
          })),
        (error: unknown) => here && setPages((before) => ({ ...before, more: true, error })),
      );
    }
    return () => {
      here = false;
    };
  }, [turn, http]);
  return { ...pages, next: () => setTurn((before) => before + 1) };
}

const NOTHING = { found: [], more: true, cursor: null, error: null };
