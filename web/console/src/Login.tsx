/** How does an employee sign in? */

import { LanguageSwitch } from "@chatserver/ui";
import { Alert, Button, Paper, PasswordInput, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./console.module.css";
import { NotSignedIn, type Session } from "./session.ts";

export function Login({ session }: { session: Session }) {
  const { t } = useTranslation();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const go = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    try {
      await session.signIn(email.trim(), password);
    } catch (error) {
      setFault(error instanceof NotSignedIn ? error.why : "failed");
      setBusy(false);
    }
  };

  return (
    <main className={css.login}>
      <Paper withBorder shadow="sm" radius="lg" p={32} w={380} maw="92vw">
        <form onSubmit={(event) => void go(event)}>
          <Stack gap="md">
            <h1 className={css.loginTitle}>{t("login.title")}</h1>
            <TextInput
              label={t("login.email")}
              type="email"
              autoComplete="username"
              required
              withAsterisk={false}
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <PasswordInput
              label={t("login.password")}
              autoComplete="current-password"
              required
              withAsterisk={false}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            {fault === null ? null : (
              <Alert color="orange" role="alert">
                {t(`login.${fault}`)}
              </Alert>
            )}
            <Button type="submit" loading={busy} fullWidth>
              {t("login.go")}
            </Button>
          </Stack>
        </form>
      </Paper>
      <LanguageSwitch />
    </main>
  );
}
