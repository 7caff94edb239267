/** Is an endpoint to have another secret? The one before signs as well for a day. */

import { Button, Group, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SecretOnce } from "../cards/SecretOnce.tsx";
import { useTools } from "../tools.tsx";
import { tellProblem } from "../trouble.ts";
import type { Webhook } from "./webhook.ts";

interface SecretStepProps {
  webhook: Webhook;
  back(): void;
}

export function SecretStep({ webhook, back }: SecretStepProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const [secret, setSecret] = useState<string | null>();
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    await http
      .post<Webhook>(`webhooks/${webhook.id}/secret`)
      .then((made) => setSecret(made.secret ?? null), tellProblem);
    setBusy(false);
  };
  return (
    <Stack>
      <b>{t("webhook.secret.new")}</b>
      {secret === undefined ? (
        <span>{t("webhook.secret.again")}</span>
      ) : (
        <SecretOnce value={secret}>{t("webhook.secret.hint")}</SecretOnce>
      )}
      <Group justify="flex-end">
        <Button variant="default" autoFocus onClick={back}>
          {t(secret === undefined ? "cancel" : "message.close")}
        </Button>
        {secret === undefined ? (
          <Button loading={busy} onClick={() => void make()}>
            {t("webhook.secret.make")}
          </Button>
        ) : null}
      </Group>
    </Stack>
  );
}
