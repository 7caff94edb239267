/** Where does a mini-app stand, and which statuses may the partner choose from here? */

import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import css from "../office.module.css";
import { tellProblem } from "../trouble.ts";
import type { Miniapp } from "./api.ts";
import type { CardProps } from "./card.ts";
import { StatusBadge } from "./StatusBadge.tsx";

const CHOICES = ["inactive", "testing", "active"] as const;
type Choice = (typeof CHOICES)[number];

/** Free choice begins with the first approval (requirements 83 and 84). */
export function choicesOf(card: Miniapp): readonly Choice[] {
  return card.releases.length === 0 ? [] : CHOICES.filter((status) => status !== card.status);
}

export function StatusSheet({ miniapps, card, took, mayEdit }: CardProps) {
  const { t } = useTranslation();
  const { body } = card;
  const [busy, setBusy] = useState<Choice | null>(null);
  const choices = mayEdit ? choicesOf(body) : [];
  const choose = async (status: Choice) => {
    setBusy(status);
    await miniapps.choose(body.id, status).then(took, tellProblem);
    setBusy(null);
  };
  return (
    <section className={css.sheet}>
      <h2>{t("miniapp.status")}</h2>
      <Group gap="sm">
        <StatusBadge status={body.status} suspended={body.suspended} />
        <span className={css.quiet}>{t(`status.${body.status}.means`)}</span>
      </Group>
      {choices.length === 0 ? null : (
        <Group gap="xs" mt="md">
          {choices.map((status) => (
            <Button
              key={status}
              size="xs"
              variant="default"
              loading={busy === status}
              onClick={() => void choose(status)}
            >
              {t(`miniapp.choose.${status}`)}
            </Button>
          ))}
        </Group>
      )}
    </section>
  );
}
