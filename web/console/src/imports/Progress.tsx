/** How far is an import, what came of it, and what is to be corrected? */

import { Alert, Button, Group, Loader, Stack, Table } from "@mantine/core";
import { Fragment, useCallback, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Paged } from "../cards/Paged.tsx";
import { usePages } from "../cards/usePages.ts";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { problemText } from "../trouble.ts";
import {
  COLOURS,
  COUNTS,
  type Finding,
  hasEnded,
  type Import,
  stateWord,
  useImport,
} from "./imports.ts";

interface ProgressProps {
  id: string;
  busy: boolean;
  refusal: string | null;
  /** Store what was only checked; null: the table is not at hand any more. */
  store: (() => void) | null;
  other(): void;
  done(): void;
}

export function Progress({ id, busy, refusal, store, other, done }: ProgressProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const latest = useRef(done);
  latest.current = done;
  const ended = useCallback((one: Import) => {
    if (one.state === "done" && !one.dry_run) {
      latest.current();
    }
  }, []);
  const { now, error, again } = useImport(http, id, ended);
  if (error !== null) {
    return (
      <Alert color="orange" role="alert">
        <Stack align="flex-start" gap="xs">
          {problemText(error)}
          <Button size="compact-xs" onClick={again}>
            {t("list.again")}
          </Button>
        </Stack>
      </Alert>
    );
  }
  if (now === null) {
    return <Loader type="dots" role="status" aria-label={t("field.loading")} />;
  }
  const stored = now.state === "done" && now.dry_run;
  return (
    <Stack data-testid="import">
      {now.name === "" ? null : <b>{now.name}</b>}
      <State now={now} />
      {hasEnded(now) ? (
        <dl className={css.facts}>
          {COUNTS.map((count) => (
            <Fragment key={count}>
              <dt>{t(`import.${count}`)}</dt>
              <dd>{now[count]}</dd>
            </Fragment>
          ))}
        </dl>
      ) : (
        <p className={css.quiet}>{t("import.away")}</p>
      )}
      {now.state === "refused" || now.state === "failed" ? <Findings id={id} /> : null}
      {refusal === null ? null : (
        <Alert color="red" role="alert">
          {refusal}
        </Alert>
      )}
      {hasEnded(now) ? (
        <Group justify="flex-end">
          <Button variant="default" onClick={other}>
            {t("import.other")}
          </Button>
          {stored && store !== null ? (
            <Button loading={busy} onClick={store}>
              {t("import.store")}
            </Button>
          ) : null}
        </Group>
      ) : null}
    </Stack>
  );
}

function State({ now }: { now: Import }) {
  const { t } = useTranslation();
  const { state, stage, lines } = now;
  return (
    <Alert
      color={COLOURS[state]}
      role="status"
      icon={hasEnded(now) ? undefined : <Loader size={16} />}
    >
      {t(`import.state.${stateWord(now)}`)}
      {state === "running"
        ? `: ${t(`import.stage.${stage}`)}${lines > 0 ? ` (${lines})` : ""}`
        : ""}
    </Alert>
  );
}

function Findings({ id }: { id: string }) {
  const { t } = useTranslation();
  const { http } = useTools();
  const pages = usePages<Finding>(http, `imports/${id}/findings`);
  return (
    <section aria-label={t("import.findings")}>
      <b>{t("import.findings")}</b>
      <Paged pages={pages} none={t("cards.none")}>
        {(items) => (
          <Table data-testid="import-findings">
            <Table.Tbody>
              {items.map(({ line, column, code, message, value }) => (
                <Table.Tr key={`${line}/${column}/${code}/${value}`}>
                  <Table.Td>
                    {line === 0 ? t("import.finding.whole") : t("import.finding.line", { line })}
                  </Table.Td>
                  <Table.Td className={css.code}>{column}</Table.Td>
                  <Table.Td>
                    {message}
                    {value === "" ? null : <div className={css.code}>{value}</div>}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Paged>
    </section>
  );
}
