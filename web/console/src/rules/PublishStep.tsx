/** Shall new placement rules hold? What changes and what follows is shown before they do. */

import { Alert, Button, Group, List, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "../http.ts";
import { useTools } from "../tools.tsx";
import { Mistakes, problemText, tellDone } from "../trouble.ts";
import { RulesChanges } from "./RulesChanges.tsx";
import type { Rules } from "./rules.ts";

interface PublishStepProps {
  /** Those that hold. */
  rules: Rules;
  texts: Pick<Rules, "text_ru" | "text_en">;
  took(rules: Rules): void;
  again(): void;
  back(): void;
}

export function PublishStep({ rules, texts, took, again, back }: PublishStepProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const version = rules.version + 1;
  const publish = async () => {
    setBusy(true);
    setRefusal(null);
    try {
      const made = await http.post<Rules>("placement-rules", { ...texts, based_on: rules.version });
      tellDone(t("rules.published", { version: made.version }));
      took(made);
    } catch (error) {
      if (error instanceof Problem && error.code === "conflict") {
        setRefusal(t("rules.overtaken"));
        again();
      } else {
        setRefusal(Mistakes.of(error).at("", true) ?? problemText(error));
      }
      setBusy(false);
    }
  };
  return (
    <Stack mt="sm" data-testid="publish-step">
      <b>{t("rules.publish.title", { version })}</b>
      <List spacing={4} size="sm">
        {["first", "second", "third"].map((one) => (
          <List.Item key={one}>{t(`rules.publish.${one}`)}</List.Item>
        ))}
      </List>
      {refusal === null ? null : (
        <Alert color="orange" role="alert">
          {refusal}
        </Alert>
      )}
      <div>
        <RulesChanges before={rules.text_ru} after={texts.text_ru} title={t("rules.text_ru")} />
        <RulesChanges before={rules.text_en} after={texts.text_en} title={t("rules.text_en")} />
      </div>
      <Group justify="flex-end">
        <Button autoFocus variant="default" onClick={back}>
          {t("miniapp.rules.back")}
        </Button>
        <Button loading={busy} onClick={() => void publish()}>
          {t("rules.publish", { version })}
        </Button>
      </Group>
    </Stack>
  );
}
