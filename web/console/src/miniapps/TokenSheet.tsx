/** How does a developer open the mini-app without a widget, as one client of their choice? */

import { fullTime, useLanguage } from "@chatserver/ui";
import { Alert, Button, Code, CopyButton, Group, Select } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClientLine } from "../directory.ts";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { tellProblem } from "../trouble.ts";
import type { TestToken } from "./api.ts";
import type { CardProps } from "./MiniappCard.tsx";

export function TokenSheet({ miniapps, card }: CardProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { directory, me } = useTools();
  const [found, setFound] = useState<ClientLine[]>([]);
  const [client, setClient] = useState<string | null>(null);
  const [premises, setPremises] = useState<string | null>(null);
  const [token, setToken] = useState<TestToken | null>(null);
  const [busy, setBusy] = useState(false);
  const find = useDebouncedCallback((typed: string) => {
    if (typed.trim() !== "") {
      directory.searchClients(typed.trim()).then(setFound, tellProblem);
    }
  }, 250);
  const places = found.find(({ id }) => id === client)?.premises ?? [];
  const generate = async () => {
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
      <Group grow mt="sm" align="end">
        <Select
          label={t("token.client")}
          searchable
          filter={({ options }) => options}
          placeholder={t("field.client")}
          nothingFoundMessage={t("field.client.hint")}
          onSearchChange={find}
          value={client}
          onChange={(value) => {
            setClient(value);
            setPremises(found.find(({ id }) => id === value)?.premises[0]?.id ?? null);
            setToken(null);
          }}
          data={found.map(({ id, name, phone }) => ({ value: id, label: `${name}, ${phone}` }))}
        />
        <Select
          label={t("token.premises")}
          allowDeselect={false}
          disabled={client === null}
          value={premises}
          onChange={setPremises}
          data={places.map(({ id, name, address }) => ({ value: id, label: address || name }))}
        />
      </Group>
      <Button
        mt="sm"
        size="xs"
        loading={busy}
        disabled={client === null || premises === null}
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
