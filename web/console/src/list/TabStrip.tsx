/** Which of the four piles of chats is looked at, and how high are they? */

import type { Tab } from "@chatserver/protocol";
import { useClient, useSignal } from "@chatserver/ui";
import { Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { countText, TABS } from "./filter.ts";
import css from "./list.module.css";

export function TabStrip({ tab, choose }: { tab: Tab; choose(tab: Tab): void }) {
  const { t } = useTranslation();
  const { counts } = useSignal(useClient().inbox.state);
  return (
    <Tabs
      value={tab}
      onChange={(value) => choose((value ?? "all") as Tab)}
      className={css.tabs ?? ""}
    >
      <Tabs.List grow aria-label={t("tab.label")}>
        {TABS.map((name) => (
          <Tabs.Tab key={name} value={name} data-testid={`tab-${name}`} px={6}>
            {t(`tab.${name}`)}
            {name === "all" || counts[name] === 0 ? null : (
              <>
                {" "}
                <span className={css.count} data-testid={`count-${name}`}>
                  {countText(counts[name])}
                </span>
              </>
            )}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}
