/** How does a developer open the mini-app without a widget, as one client of their choice? */

import { fullTime, useLanguage } from "@chatserver/ui";
import { Box, Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SecretOnce } from "../cards/SecretOnce.tsx";
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
        <Box mt="sm">
          <SecretOnce
            value={token.url}
            title={t("token.once")}
            copy={t("token.copy")}
            testId="test-token"
          >
            {t("token.until", { at: fullTime(token.expires_at, language) })}
          </SecretOnce>
        </Box>
      )}
    </section>
  );
}
