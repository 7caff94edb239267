/** How does somebody who forgot their password ask for another? */

import { Alert, Anchor, Button, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "../http.ts";
import { forgotten } from "./accounts.ts";
import { Sheet, useAct } from "./Sheet.tsx";

export function Forgotten({ email: given, onBack }: { email: string; onBack(): void }) {
  const { t } = useTranslation();
  const [email, setEmail] = useState(given);
  const [sent, setSent] = useState(false);
  const { busy, fault, run } = useAct();
  const often = fault instanceof Problem && fault.status === 429;

  const ask = () =>
    run(async () => {
      await forgotten(email.trim());
      setSent(true);
    });

  return (
    <Sheet
      key={sent ? "sent" : "ask"}
      title={t("forgotten.title")}
      fault={fault === null ? null : t(often ? "forgotten.often" : "login.failed")}
      onSubmit={ask}
    >
      {sent ? (
        <Alert role="status">{t("forgotten.sent")}</Alert>
      ) : (
        <>
          <Text size="sm">{t("forgotten.text")}</Text>
          <TextInput
            label={t("login.email")}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Button type="submit" loading={busy} fullWidth>
            {t("forgotten.go")}
          </Button>
        </>
      )}
      <Anchor component="button" type="button" size="sm" onClick={onBack}>
        {t("login.back")}
      </Anchor>
    </Sheet>
  );
}
