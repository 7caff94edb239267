/** How does an employee sign in? */

import { Anchor, Button, PasswordInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Sheet, useAct } from "./entrance/Sheet.tsx";
import { NotSignedIn, type Session } from "./session.ts";

interface LoginProps {
  session: Session;
  onForgotten(email: string): void;
}

export function Login({ session, onForgotten }: LoginProps) {
  const { t } = useTranslation();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState<string | null>(null);
  const { busy, fault, run } = useAct();

  const enter = () =>
    run(async () => {
      try {
        await session.signIn(email.trim(), password, code?.trim());
      } catch (error) {
        // The password is right: the form asks for the code beside it.
        if (error instanceof NotSignedIn && error.why === "code") {
          setCode("");
          return;
        }
        throw error;
      }
    });
  const why = fault instanceof NotSignedIn ? fault.why : "failed";
  const told = fault === null ? null : t(`login.${why}`);

  if (code !== null) {
    return (
      <Sheet key="code" title={t("login.title")} fault={told} onSubmit={enter}>
        <TextInput
          label={t("login.code")}
          description={t("login.codeHint")}
          autoComplete="one-time-code"
          required
          withAsterisk={false}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" loading={busy} fullWidth>
          {t("login.go")}
        </Button>
        <Anchor component="button" type="button" size="sm" onClick={() => setCode(null)}>
          {t("login.back")}
        </Anchor>
      </Sheet>
    );
  }
  return (
    <Sheet key="password" title={t("login.title")} fault={told} onSubmit={enter}>
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
      <Button type="submit" loading={busy} fullWidth>
        {t("login.go")}
      </Button>
      <Anchor component="button" type="button" size="sm" onClick={() => onForgotten(email)}>
        {t("login.forgotten")}
      </Anchor>
    </Sheet>
  );
}
