/** With what does an operator change which chats the list shows, and how? */

import { IconFilter, IconRows, IconTable } from "@chatserver/ui";
import { ActionIcon, Indicator, Tooltip } from "@mantine/core";
import type { Ref } from "react";
import { useTranslation } from "react-i18next";
import type { Look } from "../preferences.ts";
import { ColumnMenu } from "./ColumnMenu.tsx";
import type { ColumnChoice } from "./columns.ts";
import { ExportButton } from "./ExportButton.tsx";
import { type Choice, narrowings } from "./filter.ts";
import css from "./list.module.css";
import { SearchBox } from "./SearchBox.tsx";
import { ViewMenu } from "./ViewMenu.tsx";

interface ToolbarProps {
  field: Ref<HTMLInputElement>;
  table: boolean;
  columns: readonly ColumnChoice[];
  choice: Choice;
  setChoice(choice: Choice): void;
  filters(): void;
  /** Show the list so from now on. */
  show(look: Look): void;
}

export function Toolbar(props: ToolbarProps) {
  const { field, table, columns, choice, setChoice, filters, show } = props;
  const { t } = useTranslation();
  const count = narrowings(choice);
  const look = table ? "rows" : "table";
  return (
    <div className={css.toolbar}>
      <SearchBox field={field} q={choice.q} search={(q) => setChoice({ ...choice, q })} />
      <Indicator label={count} size={16} disabled={count === 0} offset={4}>
        <Tooltip label={t("filters.open")}>
          <ActionIcon
            variant={count > 0 ? "light" : "subtle"}
            color={count > 0 ? "sea" : "gray"}
            size={36}
            radius="xl"
            aria-label={count > 0 ? t("filters.open.count", { count }) : t("filters.open")}
            onClick={filters}
          >
            <IconFilter />
          </ActionIcon>
        </Tooltip>
      </Indicator>
      <ViewMenu choice={choice} setChoice={setChoice} />
      {table ? <ColumnMenu columns={columns} /> : null}
      <ExportButton choice={choice} columns={columns} />
      <Tooltip label={t(`look.${look}`)}>
        <ActionIcon
          className={css.roomy ?? ""}
          variant="subtle"
          color="gray"
          size={36}
          radius="xl"
          aria-label={t(`look.${look}`)}
          onClick={() => show(look)}
        >
          {table ? <IconRows /> : <IconTable />}
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
