/** How does a line of a list lead to its card: by its link, and by a click anywhere on it? */

import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import css from "../office.module.css";
import { useRoute } from "../route.ts";
import own from "./cards.module.css";

interface LinesProps {
  testId: string;
  heads?: readonly string[];
  /** Whether a last column holds what can be done with a line. */
  acts?: boolean;
  children: ReactNode;
}

export function Lines({ testId, heads = [], acts = false, children }: LinesProps) {
  return (
    <div className={`${css.scroll} ${own.lines}`}>
      <Table verticalSpacing="sm" horizontalSpacing="md" data-testid={testId}>
        {heads.length === 0 ? null : (
          <Table.Thead>
            <Table.Tr>
              {heads.map((head) => (
                <Table.Th key={head}>{head}</Table.Th>
              ))}
              {acts ? <Table.Td /> : null}
            </Table.Tr>
          </Table.Thead>
        )}
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </div>
  );
}

interface LineProps {
  path: readonly string[];
  /** Shown in quiet colours. */
  closed?: boolean;
  children: ReactNode;
}

export function Line({ path, closed = false, children }: LineProps) {
  const route = useRoute();
  return (
    <Table.Tr
      data-closed={closed || undefined}
      style={{ cursor: "pointer" }}
      onClick={(event) => {
        if (!event.defaultPrevented) {
          route.go(path);
        }
      }}
    >
      {children}
    </Table.Tr>
  );
}
