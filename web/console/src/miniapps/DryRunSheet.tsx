/** To whom would a chat go, were it opened now? Nothing is drawn, nothing changes (D6). */

import { Alert, Badge, Button, Group, Select } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { tellProblem } from "../trouble.ts";
import type { Tag } from "./bot.ts";
import { ClientPremises, NOBODY } from "./ClientPremises.tsx";

interface Found {
  candidates: { id: string; name: string }[];
  left_out: { id: string; name: string; why: string }[];
  waits: boolean;
  sentences: string[];
  /** What the bot would say since the department does not work now. */
  after_hours?: string | null;
}

/** Stands for writing a message instead of choosing a topic. */
const WRITES = "";

interface DryRunProps {
  id: string;
  tags: readonly Tag[];
  /** All that the bot goes by; what was found by other rules holds no more. */
  rules: string;
}

export function DryRunSheet({ id, tags, rules }: DryRunProps) {
  const { t } = useTranslation();
  const { http, me } = useTools();
  const [who, setWho] = useState(NOBODY);
  const [chosen, setTag] = useState(WRITES);
  const [found, setFound] = useState<{ by: string; told: Found } | null>(null);
  const [busy, setBusy] = useState(false);
  // A topic may be deleted while it is chosen here.
  const tag = tags.some((one) => one.id === chosen) ? chosen : WRITES;
  const run = async () => {
    setBusy(true);
    const body = {
      client_id: who.client,
      premises_id: who.premises,
      tag_id: tag === WRITES ? null : tag,
    };
    await http
      .post<Found>(`miniapps/${id}/chat/bot/dry-run`, body)
      .then((told) => setFound({ by: rules, told }), tellProblem);
    setBusy(false);
  };
  if (me.permissions?.includes("clients.view") !== true) {
    return null;
  }
  return (
    <section className={css.sheet} aria-label={t("dryrun.title")}>
      <h2>{t("dryrun.title")}</h2>
      <p className={css.quiet}>{t("dryrun.hint")}</p>
      <ClientPremises
        value={who}
        choose={(next) => {
          setWho(next);
          setFound(null);
        }}
      />
      <Select
        mt="sm"
        label={t("dryrun.tag")}
        allowDeselect={false}
        value={tag}
        onChange={(value) => {
          setTag(value ?? WRITES);
          setFound(null);
        }}
        data={[
          { value: WRITES, label: t("dryrun.writes") },
          ...tags.map(({ id: value, text }) => ({ value, label: text })),
        ]}
      />
      <Button
        mt="sm"
        size="xs"
        loading={busy}
        disabled={who.client === null || who.premises === null}
        onClick={() => void run()}
      >
        {t("dryrun.run")}
      </Button>
      {found?.by === rules ? <Told found={found.told} /> : null}
    </section>
  );
}

function Told({ found }: { found: Found }) {
  const { t } = useTranslation();
  return (
    <Alert mt="sm" color={found.waits ? "orange" : "sea"} data-testid="dry-run">
      {found.sentences.map((sentence) => (
        <div key={sentence}>{sentence}</div>
      ))}
      <Group gap={6} mt={6}>
        {found.waits ? (
          <b>{t("dryrun.waits")}</b>
        ) : (
          found.candidates.map(({ id, name }) => (
            <Badge key={id} variant="light" tt="none">
              {name}
            </Badge>
          ))
        )}
      </Group>
      {found.after_hours == null ? null : (
        <p className={css.quiet}>{t("dryrun.closed", { words: found.after_hours })}</p>
      )}
    </Alert>
  );
}
