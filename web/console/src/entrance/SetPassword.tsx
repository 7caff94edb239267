/** How is a password set by a mailed link? */

import { Alert, Anchor, Button, PasswordInput, Text } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "../http.ts";
import { type Invited, invited, type LinkKind, setPassword } from "./accounts.ts";
import { Sheet, useAct } from "./Sheet.tsx";

interface SetPasswordProps {
  kind: LinkKind;
  token: string;
  /** It is set: sign in with it. */
  onSet(email: string, password: string): Promise<void>;
  onBack(): void;
}

const MISTAKES = ["too_short", "too_long", "too_common", "too_personal"];

export function SetPassword({ kind, token, onSet, onBack }: SetPasswordProps) {
  const { t } = useTranslation();
  const [who, setWho] = useState<Invited | null>(null);
  const [gone, setGone] = useState(false);
  const [unheard, setUnheard] = useState(false);
  const [password, setPassword_] = useState("");
  const [again, setAgain] = useState("");
  const [differs, setDiffers] = useState(false);
  const { busy, fault, run } = useAct();

  const look = useCallback(() => {
    setUnheard(false);
    invited(kind, token).then(setWho, (fault: unknown) =>
      isGone(fault) ? setGone(true) : setUnheard(true),
    );
  }, [kind, token]);
  useEffect(look, [look]);

  const set = () => {
    setDiffers(password !== again);
    if (password === again && who !== null) {
      run(async () => {
        await setPassword(kind, token, password);
        await onSet(who.email, password);
      });
    }
  };

  if (gone || isGone(fault)) {
    return (
      <Sheet key="gone" title={t(`setPassword.${kind}`)}>
        <Alert color="orange" role="alert">
          {t(`setPassword.gone.${kind}`)}
        </Alert>
        <Anchor component="button" type="button" size="sm" onClick={onBack}>
          {t("login.title")}
        </Anchor>
      </Sheet>
    );
  }
  if (unheard) {
    // Nobody knows yet whether the link still works.
    return (
      <Sheet
        key="unheard"
        title={t(`setPassword.${kind}`)}
        fault={t("login.failed")}
        onSubmit={look}
      >
        <Button type="submit" fullWidth>
          {t("list.again")}
        </Button>
      </Sheet>
    );
  }
  return (
    <Sheet title={t(`setPassword.${kind}`)} fault={told(t, fault, differs)} onSubmit={set}>
      <Text size="sm">
        {who === null ? "" : t("setPassword.for", { name: who.name, email: who.email })}
        {who?.org == null ? null : (
          <>
            <br />
            {who.org.name}
          </>
        )}
      </Text>
      {/* So that the browser keeps the new password under the right name. */}
      <input type="hidden" autoComplete="username" value={who?.email ?? ""} readOnly />
      <PasswordInput
        label={t("setPassword.password")}
        description={t("setPassword.hint")}
        autoComplete="new-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword_(event.currentTarget.value)}
      />
      <PasswordInput
        label={t("setPassword.again")}
        autoComplete="new-password"
        required
        withAsterisk={false}
        value={again}
        onChange={(event) => setAgain(event.currentTarget.value)}
      />
      <Button type="submit" loading={busy} disabled={who === null} fullWidth>
        {t("setPassword.go")}
      </Button>
    </Sheet>
  );
}

function isGone(fault: unknown): boolean {
  return fault instanceof Problem && fault.status === 404;
}

function told(t: (key: string) => string, fault: unknown, differs: boolean): string | null {
  if (differs) {
    return t("setPassword.differs");
  }
  if (fault === null) {
    return null;
  }
  const code = fault instanceof Problem ? (fault.mistakes[0]?.code ?? "") : "";
  return MISTAKES.includes(code) ? t(`setPassword.${code}`) : t("login.failed");
}
