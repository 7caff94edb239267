/** Who writes here, where else do they live, and what else did they ask? */

import type { Chat } from "@chatserver/protocol";
import { Anchor, Badge } from "@mantine/core";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import css from "../console.module.css";
import { addressOf, EVERYTHING, withList } from "../list/filter.ts";
import { useLoading, WhenHere } from "../loading.tsx";
import { useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { Fact } from "./Fact.tsx";
import { Fold } from "./Fold.tsx";

export function ClientBlock({ card }: { card: Chat }) {
  const { t } = useTranslation();
  const { me } = useTools();
  if (me.permissions?.includes("clients.view") !== true) {
    return null;
  }
  return <Fold title={t("card.client")}>{() => <Details client={card.client.id} />}</Fold>;
}

function Details({ client }: { client: string }) {
  const { t } = useTranslation();
  const route = useRoute();
  const { api } = useTools();
  const loading = useLoading(useCallback(() => api.client(client), [api, client]));
  const others = () => route.set(addressOf(withList(EVERYTHING, "clients", [client])), "push");
  return (
    <WhenHere loading={loading}>
      {(found) => (
        <>
          <dl className={css.facts} style={{ padding: "0 0 8px" }} data-testid="client">
            <Fact name={t("card.client")}>
              {found.name}{" "}
              {found.tester ? (
                <Badge size="sm" variant="light" style={{ textTransform: "none" }}>
                  {t("client.tester")}
                </Badge>
              ) : null}
            </Fact>
            <Fact name={t("client.premises")}>
              {found.premises.map(({ id, name, address }) => (
                <div key={id}>{address || name}</div>
              ))}
            </Fact>
          </dl>
          <Anchor component="button" type="button" size="sm" onClick={others}>
            {t("client.chats")}
          </Anchor>
        </>
      )}
    </WhenHere>
  );
}
