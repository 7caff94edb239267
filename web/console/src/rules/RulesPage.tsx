/** Which placement rules hold, and how do others come to hold? */

import { Button, Group, Stack, Textarea } from "@mantine/core";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useUnsaved } from "../route.ts";
import { useTools } from "../tools.tsx";
import { PublishStep } from "./PublishStep.tsx";
import { RulesText } from "./RulesText.tsx";
import { type Rules, readRules, TEXT_MAX } from "./rules.ts";

export function RulesPage() {
  const { http } = useTools();
  const loading = useLoading(useCallback(() => readRules(http), [http]));
  return (
    <WhenHere loading={loading}>
      {(rules) => <Held rules={rules} took={loading.set} again={loading.reload} />}
    </WhenHere>
  );
}

interface HeldProps {
  rules: Rules;
  took(rules: Rules): void;
  /** Read what holds now. */
  again(): void;
}

function Held({ rules, took, again }: HeldProps) {
  const { t } = useTranslation();
  const [writing, setWriting] = useState(false);
  return (
    <section className={css.sheet}>
      <h2>{t("miniapp.rules")}</h2>
      <p className={css.quiet} style={{ marginBottom: 8 }}>
        {t("rules.hint")}
      </p>
      {writing ? (
        <Writing
          rules={rules}
          took={(next) => {
            took(next);
            setWriting(false);
          }}
          again={again}
          leave={() => setWriting(false)}
        />
      ) : (
        <>
          <RulesText rules={rules} />
          <Group mt="md">
            <Button onClick={() => setWriting(true)}>{t("rules.write")}</Button>
          </Group>
        </>
      )}
    </section>
  );
}

type WritingProps = HeldProps & { leave(): void };

function Writing({ rules, took, again, leave }: WritingProps) {
  const { t } = useTranslation();
  // Somebody else may publish meanwhile: what was typed stays, and is compared with theirs.
  const [texts, setTexts] = useState({ text_ru: rules.text_ru, text_en: rules.text_en });
  const [looking, setLooking] = useState(false);
  const changed = texts.text_ru !== rules.text_ru || texts.text_en !== rules.text_en;
  const whole = Object.values(texts).every((text) => text.trim() !== "");
  useUnsaved(changed);
  if (looking) {
    return (
      <PublishStep
        rules={rules}
        texts={texts}
        took={took}
        again={again}
        back={() => setLooking(false)}
      />
    );
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setLooking(true);
      }}
    >
      <Stack mt="sm">
        <div className={css.pair}>
          {(["text_ru", "text_en"] as const).map((field, at) => (
            <Textarea
              key={field}
              autoFocus={at === 0}
              label={t(`rules.${field}`)}
              withAsterisk
              autosize
              minRows={8}
              maxRows={20}
              maxLength={TEXT_MAX}
              error={texts[field].trim() === "" ? t("mistake.required") : null}
              value={texts[field]}
              onChange={(event) => setTexts({ ...texts, [field]: event.currentTarget.value })}
            />
          ))}
        </div>
        <Group justify="flex-end">
          <Button variant="default" onClick={leave}>
            {t("cancel")}
          </Button>
          <Button type="submit" disabled={!changed || !whole}>
            {t("rules.look")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
