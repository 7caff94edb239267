/** How do tabs stand that may have no room beside each other? */

import { Tabs } from "@mantine/core";
import { useEffect, useRef } from "react";
import css from "../office.module.css";

interface TabListProps {
  shown: string | null;
  tabs: readonly { name: string; label: string }[];
}

/** In one line, which is moved on a narrow screen; the one that is shown is in sight. */
export function TabList({ shown, tabs }: TabListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const here = shown === null ? null : list.current?.querySelector("[aria-selected='true']");
    here?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  }, [shown]);
  return (
    <Tabs.List ref={list} className={css.tabs ?? ""} mb="md">
      {tabs.map(({ name, label }) => (
        <Tabs.Tab key={name} value={name}>
          {label}
        </Tabs.Tab>
      ))}
    </Tabs.List>
  );
}
