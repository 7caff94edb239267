/** Who writes here, where else do they live, and what else did they ask? */

import type { Chat } from "@chatserver/protocol";
import { Anchor, Badge } from "@mantine/core";
import { type Ref, useCallback } from "react";
import { useTranslation } from "react-i18next";
import css from "../console.module.css";
import { Link } from "../Link.tsx";
import { addressOf, EVERYTHING, withList } from "../list/filter.ts";
import { useLoading, WhenHere } from "../loading.tsx";
import { useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { Fact } from "./Fact.tsx";
import { Fold } from "./Fold.tsx";

interface ClientBlockProps {
  card: Chat;
  open: boolean;
  turn(open: boolean): void;
  ref: Ref<HTMLButtonElement>;
}

export function ClientBlock({ card, ...fold }: ClientBlockProps) {
  const { t } = useTranslation();
  return (
    <Fold title={t("card.client")} {...fold}>
      {() => <Details client={card.client.id} />}
    </Fold>
  );
}

function Details({ client }: { client: string }) {
  const { t } = useTranslation();
  const route = useRoute();
  const { api, me } = useTools();
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
          {me.permissions?.includes("clients.view") ? (
            <div>
              <Link path={["clients", client]} className={css.toCard}>
                {t("client.card")}
              </Link>
            </div>
          ) : null}
        </>
      )}
    </WhenHere>
  );
}
