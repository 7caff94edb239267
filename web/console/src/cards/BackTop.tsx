/** What stands at the top of a page that lies below a list: its name, and the way back. */

import { IconBack } from "@chatserver/ui";
import { ActionIcon } from "@mantine/core";
import type { ReactNode } from "react";
import css from "../office.module.css";
import { useRoute } from "../route.ts";
import { usePageName } from "../title.tsx";

export interface BackTopProps {
  /** Where the list stands. */
  to: readonly string[];
  /** Says so. */
  back: string;
  title: string;
  /** Below a section's own heading: `h2`. */
  level?: "h1" | "h2";
  children?: ReactNode;
}

export function BackTop({ to, back, title, level: Title = "h1", children }: BackTopProps) {
  const route = useRoute();
  usePageName(title);
  return (
    <div className={css.top}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        radius="xl"
        aria-label={back}
        onClick={() => route.go(to)}
      >
        <IconBack />
      </ActionIcon>
      <Title data-landing>{title}</Title>
      {children}
    </div>
  );
}
