/** How does somebody set up the second factor that they need? */

import { Anchor, Button, Code, PasswordInput, Text, TextInput } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "../cards/CopyButton.tsx";
import { Http, Problem } from "../http.ts";
import type { Session } from "../session.ts";
import { Sheet, useAct } from "./Sheet.tsx";

interface Offered {
  secret: string;
  uri: string;
}

export function Enrol({ session }: { session: Session }) {
  const { t } = useTranslation();
  const http = useMemo(() => new Http(session), [session]);
  const [password, setPassword] = useState("");
  const [offered, setOffered] = useState<Offered | null>(null);
  const [code, setCode] = useState("");
  const [codes, setCodes] = useState<string[] | null>(null);
  const { busy, fault, run } = useAct();

  const begin = () =>
    run(async () =>
      setOffered(await http.post<Offered>("me/totp", { password }).catch(unlessOn(session))),
    );
  const confirm = () =>
    run(async () => {
      const shown = await http
        .post<{ recovery_codes: string[] }>("me/totp/confirm", { code: code.trim() })
        .catch(unlessOn(session));
      setCodes(shown?.recovery_codes ?? null);
    });
  const done = () => run(async () => session.renew());

  if (codes !== null) {
    return (
      <Sheet key="codes" title={t("enrol.codes")} fault={told(t, fault, "failed")} onSubmit={done}>
        <Text size="sm">{t("enrol.codesText")}</Text>
        <Kept value={codes.join("\n")}>{codes.join("\n")}</Kept>
        <Button type="submit" loading={busy} fullWidth>
          {t("enrol.done")}
        </Button>
      </Sheet>
    );
  }
  if (offered !== null) {
    return (
      <Sheet
        key="key"
        title={t("enrol.title")}
        fault={told(t, fault, "codeWrong")}
        onSubmit={confirm}
      >
        <Text size="sm">{t("enrol.key")}</Text>
        <Kept value={offered.secret}>
          {groups(offered.secret).map(({ at, letters }) => (
            <span key={at} style={{ marginRight: "0.6em" }}>
              {letters}
            </span>
          ))}
        </Kept>
        <Anchor size="sm" href={offered.uri}>
          {t("enrol.open")}
        </Anchor>
        <TextInput
          label={t("login.code")}
          description={t("enrol.codeHint")}
          autoComplete="one-time-code"
          required
          withAsterisk={false}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" loading={busy} fullWidth>
          {t("enrol.confirm")}
        </Button>
      </Sheet>
    );
  }
  return (
    <Sheet key="password" title={t("enrol.title")} fault={told(t, fault, "wrong")} onSubmit={begin}>
      <Text size="sm">{t("enrol.text")}</Text>
      <PasswordInput
        label={t("login.password")}
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" loading={busy} fullWidth>
        {t("enrol.begin")}
      </Button>
      <Anchor component="button" type="button" size="sm" onClick={() => void session.signOut()}>
        {t("login.back")}
      </Anchor>
    </Sheet>
  );
}

/** What is typed off the screen, or kept elsewhere. */
function Kept({ value, children }: { value: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <>
      <Code block style={{ whiteSpace: "pre-wrap" }}>
        {children}
      </Code>
      <CopyButton value={value} variant="default" size="xs">
        {t("enrol.copy")}
      </CopyButton>
    </>
  );
}

/** By fours it is easier to type, and is copied as a whole. */
function groups(secret: string): { at: number; letters: string }[] {
  return [...secret.matchAll(/.{1,4}/g)].map(({ index, 0: letters }) => ({ at: index, letters }));
}

/** Go on where it was set up already, in another tab, or by a request whose answer was lost. */
function unlessOn(session: Session): (fault: unknown) => Promise<null> {
  return async (fault) => {
    if (!(fault instanceof Problem && fault.status === 409)) {
      throw fault;
    }
    await session.renew();
    return null;
  };
}

function told(
  t: (key: string) => string,
  fault: unknown,
  wrong: "wrong" | "codeWrong" | "failed",
): string | null {
  if (fault === null) {
    return null;
  }
  const status = fault instanceof Problem ? fault.status : 0;
  if (status === 429) {
    return t("login.often");
  }
  if (status !== 422) {
    return t("login.failed");
  }
  return t(wrong === "wrong" ? "enrol.wrong" : `login.${wrong}`);
}
