/** What stands on a mini-app's card, and in which tab? */

import { IconBack } from "@chatserver/ui";
import { ActionIcon, Alert, Tabs } from "@mantine/core";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import type { Miniapps } from "./api.ts";
import { ChatTab } from "./ChatTab.tsx";
import type { CardProps } from "./card.ts";
import { MainTab } from "./MainTab.tsx";
import { ReleaseTab } from "./ReleaseTab.tsx";
import { StatusBadge } from "./StatusBadge.tsx";

const TABS = ["main", "release", "chat"] as const;

interface MiniappCardProps {
  id: string;
  tab: string;
  miniapps: Miniapps;
}

export function MiniappCard({ id, tab, miniapps }: MiniappCardProps) {
  const { me } = useTools();
  const loading = useLoading(useCallback(() => miniapps.card(id), [miniapps, id]));
  return (
    <main className={css.page}>
      <div className={css.inner}>
        <WhenHere loading={loading}>
          {(card) => (
            <Whole
              tab={tab}
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

function Whole({ tab, ...props }: CardProps & { tab: string }) {
  const { t } = useTranslation();
  const route = useRoute();
  const { body } = props.card;
  return (
    <>
      <div className={css.top}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          radius="xl"
          aria-label={t("miniapp.back")}
          onClick={() => route.go(["miniapps"])}
        >
          <IconBack />
        </ActionIcon>
        <h1>{body.name}</h1>
        <StatusBadge status={body.status} suspended={body.suspended} />
      </div>
      {body.suspended ? (
        <Alert color="red" mb="md" title={t("miniapp.suspended.title")}>
          {body.suspended_reason}
        </Alert>
      ) : null}
      <Tabs
        value={TABS.find((name) => name === tab) ?? "main"}
        onChange={(name) =>
          route.go(["miniapps", body.id, ...(name === "main" ? [] : [name ?? ""])])
        }
        keepMounted={false}
      >
        <Tabs.List className={css.tabs ?? ""} mb="md">
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`miniapp.tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="main">
          <MainTab {...props} />
        </Tabs.Panel>
        <Tabs.Panel value="release">
          <ReleaseTab {...props} />
        </Tabs.Panel>
        <Tabs.Panel value="chat">
          <ChatTab id={body.id} mayEdit={props.mayEdit} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
