/** Who changed what, when, and how did it stand before? */

import { fullTime, speakAlso, useLanguage } from "@chatserver/ui";
import { Table } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Lines } from "../cards/Lines.tsx";
import { Paged } from "../cards/Paged.tsx";
import { usePages } from "../cards/usePages.ts";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { auditEn } from "../words/audit.en.ts";
import { auditRu } from "../words/audit.ru.ts";
import { staffEn } from "../words/staff.en.ts";
import { staffRu } from "../words/staff.ru.ts";
import { AuditFilter } from "./AuditFilter.tsx";
import { actionWord, askedOf, differences, type Entry, EVERYTHING, type Log } from "./audit.ts";
import { fieldWord, valueText } from "./auditWords.ts";
import { Subject } from "./Subject.tsx";

// What a role may do is said as on its card.
speakAlso({ ru: { ...staffRu, ...auditRu }, en: { ...staffEn, ...auditEn } });

interface AuditLogProps {
  /** Of which organisation; for the platform. */
  org?: string;
}

export function AuditLog({ org }: AuditLogProps) {
  const { t } = useTranslation();
  const { http, me } = useTools();
  const [by, setBy] = useState(EVERYTHING);
  const log = me.org !== null ? "own" : org === undefined ? "platform" : "watched";
  const pages = usePages<Entry>(http, "audit", { ...askedOf(by), org });
  return (
    <>
      <AuditFilter by={by} set={(change) => setBy({ ...by, ...change })} log={log} />
      <Paged pages={pages} none={t("cards.none")}>
        {(entries) => (
          <Lines
            testId="audit"
            heads={["at", "actor", "action", "changes"].map((one) => t(`audit.${one}`))}
          >
            {entries.map((entry) => (
              <EntryLine key={entry.id} entry={entry} log={log} />
            ))}
          </Lines>
        )}
      </Paged>
    </>
  );
}

function EntryLine({ entry, log }: { entry: Entry; log: Log }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { at, actor, action, subject } = entry;
  return (
    <Table.Tr>
      <Table.Td style={{ whiteSpace: "nowrap" }}>{fullTime(at, language)}</Table.Td>
      <Table.Td miw="8em">{actor.name ?? t(`audit.actor.${actor.kind}`)}</Table.Td>
      <Table.Td>
        {actionWord(action)}
        <small>
          <Subject id={subject} log={log} />
        </small>
      </Table.Td>
      <Table.Td>
        <Changes entry={entry} />
      </Table.Td>
    </Table.Tr>
  );
}

/** So many fields are shown at once. */
const SHOWN = 3;

function Changes({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const [open, setOpen] = useState(false);
  const changes = differences(entry);
  const shown = open ? changes : changes.slice(0, SHOWN);
  return (
    <>
      {shown.map(({ field, was, is }) => (
        <div key={field}>
          <span className={css.quiet}>{fieldWord(field, entry.action)}:</span>{" "}
          {was === "" ? null : (
            <>
              <s>{valueText(field, was, language)}</s> →{" "}
            </>
          )}
          {valueText(field, is, language) || t("audit.nothing")}
        </div>
      ))}
      {changes.length > SHOWN && !open ? (
        <button type="button" className={css.unfold} onClick={() => setOpen(true)}>
          {t("audit.more", { count: changes.length - SHOWN })}
        </button>
      ) : null}
    </>
  );
}
