/** How does a developer open the mini-app without a widget, as one client of their choice? */

import { fullTime, useLanguage } from "@chatserver/ui";
import { Alert, Button, Code, CopyButton, Group } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { tellProblem } from "../trouble.ts";
import type { TestToken } from "./api.ts";
import { ClientPremises, NOBODY } from "./ClientPremises.tsx";
import type { CardProps } from "./card.ts";

export function TokenSheet({ miniapps, card }: CardProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { me } = useTools();
  const [who, setWho] = useState(NOBODY);
  const [token, setToken] = useState<TestToken | null>(null);
  const [busy, setBusy] = useState(false);
  const generate = async () => {
    const { client, premises } = who;
    if (client === null || premises === null) {
      return;
    }
    setBusy(true);
    await miniapps.testToken(card.body.id, client, premises).then(setToken, tellProblem);
    setBusy(false);
  };
  if (me.permissions?.includes("clients.view") !== true) {
    return null;
  }
  return (
    <section className={css.sheet}>
      <h2>{t("token.title")}</h2>
      <p className={css.quiet}>{t("token.hint")}</p>
      <ClientPremises
        value={who}
        choose={(next) => {
          setWho(next);
          setToken(null);
        }}
      />
      <Button
        mt="sm"
        size="xs"
        loading={busy}
        disabled={who.client === null || who.premises === null}
        onClick={() => void generate()}
      >
        {t("token.generate")}
      </Button>
      {token?.url == null ? null : (
        <Alert mt="sm" color="sea" title={t("token.once")} data-testid="test-token">
          <Code block className={css.code ?? ""} style={{ whiteSpace: "pre-wrap" }}>
            {token.url}
          </Code>
          <Group mt="xs" gap="xs">
            <CopyButton value={token.url}>
              {({ copied, copy }) => (
                <Button size="compact-xs" onClick={copy}>
                  {t(copied ? "copied" : "token.copy")}
                </Button>
              )}
            </CopyButton>
            <span className={css.quiet}>
              {t("token.until", { at: fullTime(token.expires_at, language) })}
            </span>
          </Group>
        </Alert>
      )}
    </section>
  );
}
