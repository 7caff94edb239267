/** Which endpoints of the organisation hear of what happens? */

import { Badge, Stack, Table } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { CardTab, type OpenCard } from "../cards/CardTab.tsx";
import { Line, Lines } from "../cards/Lines.tsx";
import { SecretOnce } from "../cards/SecretOnce.tsx";
import { Link } from "../Link.tsx";
import css from "../office.module.css";
import { useHere } from "../route.ts";
import { useTools } from "../tools.tsx";
import { Deliveries } from "./Deliveries.tsx";
import { WebhookCard } from "./WebhookCard.tsx";
import type { Webhook } from "./webhook.ts";

export function Webhooks() {
  const [, , id, page] = useHere().path;
  return id !== undefined && page === "deliveries" ? <Deliveries id={id} /> : <List />;
}

function List() {
  const { t } = useTranslation();
  const { me } = useTools();
  const [made, setMade] = useState<Webhook | null>(null);
  const Open = useMemo(
    () => (props: OpenCard<Webhook>) => <WebhookCard {...props} made={setMade} />,
    [],
  );
  // An endpoint hears of everything, whoever lives where.
  const whole = me.objects == null;
  return (
    <Stack>
      <p className={css.quiet}>
        {t("webhook.hint")} <a href="/docs#webhooks">{t("webhook.docs")}</a>
      </p>
      {whole ? null : <p className={css.quiet}>{t("webhook.whole")}</p>}
      {made === null ? null : (
        <div>
          <b>{made.url}</b>
          <SecretOnce value={made.secret ?? null}>{t("webhook.secret.hint")}</SecretOnce>
        </div>
      )}
      <CardTab
        at={["integration", "webhooks"]}
        path="webhooks"
        word="webhook"
        Lines={WebhookLines}
        Open={Open}
        readOnly={!whole}
      />
    </Stack>
  );
}

function WebhookLines({ lines }: { lines: readonly Webhook[] }) {
  const { t } = useTranslation();
  if (lines.length === 0) {
    return <div className={css.blank}>{t("webhook.none")}</div>;
  }
  return (
    <Lines
      testId="webhooks"
      heads={[t("webhook.url"), t("webhook.types"), t("webhook.active"), t("webhook.deliveries")]}
    >
      {lines.map((webhook) => {
        const { id, url, description, types } = webhook;
        const path = ["integration", "webhooks", id];
        return (
          <Line key={id} path={path} closed={!webhook.active}>
            <Table.Td>
              <Link path={path}>{url}</Link>
              <small>{description}</small>
            </Table.Td>
            <Table.Td>
              {types === null
                ? t("webhook.types.all")
                : t("webhook.types.count", { count: types.length })}
            </Table.Td>
            <Table.Td>
              <Standing webhook={webhook} />
            </Table.Td>
            <Table.Td>
              <Link path={[...path, "deliveries"]}>{t("webhook.deliveries.show")}</Link>
            </Table.Td>
          </Line>
        );
      })}
    </Lines>
  );
}

function Standing({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation();
  const { active, disabled, failing_since } = webhook;
  const failing = active && failing_since !== null;
  const word = active ? (failing ? "failing" : "on") : (disabled ?? "off");
  const colour = active ? (failing ? "orange" : "sea") : disabled === null ? "gray" : "red";
  return (
    <Badge radius="sm" variant="light" tt="none" color={colour}>
      {t(`webhook.standing.${word}`)}
    </Badge>
  );
}
