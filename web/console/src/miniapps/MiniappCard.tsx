/** What stands on a mini-app's card, and in which tab? */

import { Alert } from "@mantine/core";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { AddressTabs } from "../cards/AddressTabs.tsx";
import { BackTop } from "../cards/BackTop.tsx";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { OrdersTab } from "../orders/OrdersTab.tsx";
import { useTools } from "../tools.tsx";
import { UsageTab } from "../usage/UsageTab.tsx";
import type { Miniapps } from "./api.ts";
import { ChatTab } from "./ChatTab.tsx";
import type { CardProps } from "./card.ts";
import { MainTab } from "./MainTab.tsx";
import { ReleaseTab } from "./ReleaseTab.tsx";
import { StatusBadge } from "./StatusBadge.tsx";

interface MiniappCardProps {
  id: string;
  miniapps: Miniapps;
}

export function MiniappCard({ id, miniapps }: MiniappCardProps) {
  const { t } = useTranslation();
  const { me } = useTools();
  const loading = useLoading(useCallback(() => miniapps.card(id), [miniapps, id]));
  return (
    <main className={css.page}>
      <div className={css.inner}>
        <WhenHere loading={loading} below={{ to: ["miniapps"], back: t("miniapp.back") }}>
          {(card) => (
            <Whole
              miniapps={miniapps}
              card={card}
              took={loading.set}
              reload={loading.reload}
              mayEdit={me.permissions?.includes("miniapps.edit") === true}
            />
          )}
        </WhenHere>
      </div>
    </main>
  );
}

function Whole(props: CardProps) {
  const { t } = useTranslation();
  const { body } = props.card;
  const orders = useTools().me.permissions?.includes("orders.view") === true;
  return (
    <>
      <BackTop to={["miniapps"]} back={t("miniapp.back")} title={body.name}>
        <StatusBadge status={body.status} suspended={body.suspended} />
      </BackTop>
      {body.suspended ? (
        <Alert color="red" mb="md" title={t("miniapp.suspended.title")}>
          {body.suspended_reason}
        </Alert>
      ) : null}
      <AddressTabs
        at={["miniapps", body.id]}
        tabs={[
          { name: "main", label: t("miniapp.tab.main"), panel: <MainTab {...props} /> },
          { name: "release", label: t("miniapp.tab.release"), panel: <ReleaseTab {...props} /> },
          {
            name: "chat",
            label: t("miniapp.tab.chat"),
            panel: <ChatTab id={body.id} mayEdit={props.mayEdit} />,
          },
          ...(orders
            ? [
                {
                  name: "orders",
                  label: t("miniapp.tab.orders"),
                  panel: <OrdersTab id={body.id} />,
                },
              ]
            : []),
          { name: "usage", label: t("miniapp.tab.usage"), panel: <UsageTab id={body.id} /> },
        ]}
      />
    </>
  );
}
