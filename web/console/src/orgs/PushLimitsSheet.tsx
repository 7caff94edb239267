/** How many pushes may a mini-app send to one client? The platform's support says why. */

import { Button, Group, NumberInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "../cards/Confirm.tsx";
import type { PushLimits } from "../miniapps/api.ts";
import type { CardProps } from "../miniapps/card.ts";
import css from "../office.module.css";
import { useUnsaved } from "../route.ts";
import { tellDone } from "../trouble.ts";

const MOST: PushLimits = { every_s: 86_400, per_day: 1000 };
const FIELDS = ["every_s", "per_day"] as const;

export function PushLimitsSheet({ miniapps, card, took, reload, mayEdit }: CardProps) {
  const { t } = useTranslation();
  const held = card.body.push_limits;
  const [typed, setTyped] = useState<Partial<PushLimits>>({});
  /** What is asked about; null: the server's own limits. */
  const [asked, setAsked] = useState<PushLimits | null | undefined>();
  const draft = { ...held, ...typed };
  const changed = FIELDS.some((field) => draft[field] !== held[field]);
  useUnsaved(changed);
  const save = async (reason: string) => {
    try {
      took(await miniapps.limitPushes(card.body.id, asked ?? null, reason, card.etag));
      setTyped({});
      tellDone(t("saved"));
    } catch (error) {
      // Somebody else has changed the card: what was typed stays beside what holds now.
      reload();
      throw error;
    } finally {
      setAsked(undefined);
    }
  };
  return (
    <section className={css.sheet}>
      <h2>{t("watch.pushes")}</h2>
      <p className={css.quiet} style={{ marginBottom: 8 }}>
        {t("watch.pushes.hint")}
      </p>
      <div className={css.pair}>
        {FIELDS.map((field) => (
          <NumberInput
            key={field}
            label={t(`watch.pushes.${field}`)}
            readOnly={!mayEdit}
            min={0}
            max={MOST[field]}
            allowDecimal={false}
            clampBehavior="strict"
            value={draft[field]}
            onChange={(value) =>
              setTyped({ ...typed, [field]: typeof value === "number" ? value : 0 })
            }
          />
        ))}
      </div>
      {mayEdit ? (
        <Group mt="sm" gap="xs">
          <Button size="xs" disabled={!changed} onClick={() => setAsked(draft)}>
            {t("watch.pushes.save")}
          </Button>
          <Button size="xs" variant="default" onClick={() => setAsked(null)}>
            {t("watch.pushes.reset")}
          </Button>
        </Group>
      ) : null}
      <Confirm
        title={
          asked === undefined
            ? null
            : t(asked === null ? "watch.pushes.reset.title" : "watch.pushes.title")
        }
        label={t(asked === null ? "watch.pushes.reset" : "watch.pushes.save")}
        color="sea"
        reason={t("watch.reason.hint")}
        leave={() => setAsked(undefined)}
        act={save}
      >
        {t("watch.pushes.follows")}
      </Confirm>
    </section>
  );
}
