/** Which of several tabs is open? The address says, so that a link leads to each. */

import { Tabs } from "@mantine/core";
import type { ReactNode } from "react";
import { useHere, useRoute } from "../route.ts";
import { TabList } from "./TabList.tsx";

export interface AddressTab {
  /** As it stands in the address. */
  name: string;
  label: string;
  panel: ReactNode;
}

interface AddressTabsProps {
  /** Where they stand in the console; the name of the open one follows. */
  at: readonly string[];
  /** Without a name, or with one that is not open to this employee, the first is shown. */
  tabs: readonly AddressTab[];
}

export function AddressTabs({ at, tabs }: AddressTabsProps) {
  const route = useRoute();
  const named = useHere().path[at.length];
  const shown = tabs.find(({ name }) => name === named) ?? tabs[0];
  return (
    <Tabs
      value={shown?.name ?? null}
      onChange={(name) => route.go([...at, ...(name === null ? [] : [name])])}
      keepMounted={false}
    >
      <TabList shown={shown?.name ?? null} tabs={tabs} />
      {tabs.map(({ name, panel }) => (
        <Tabs.Panel key={name} value={name}>
          {panel}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
