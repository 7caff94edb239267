/** Which columns does this employee want to see, and in which order? */

import { IconColumns, IconDown, IconUp } from "@chatserver/ui";
import { ActionIcon, Button, Checkbox, Popover, Tooltip } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTools } from "../tools.tsx";
import { type ColumnChoice, moved, toggled, USUAL } from "./columns.ts";
import css from "./list.module.css";

export function ColumnMenu({ columns }: { columns: readonly ColumnChoice[] }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const { preferences } = useTools();
  const keep = (next: readonly ColumnChoice[]) => preferences.like({ columns: next });
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={300}
      trapFocus
      withinPortal
    >
      <Popover.Target>
        <Tooltip label={t("columns.title")} disabled={opened}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            radius="xl"
            aria-label={t("columns.title")}
            onClick={() => setOpened(!opened)}
          >
            <IconColumns />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("columns.title")}>
        <ul className={css.columnChoices}>
          {columns.map(({ id, shown }, at) => (
            <li key={id}>
              <Checkbox
                size="sm"
                label={t(`column.${id}`)}
                checked={shown}
                onChange={() => keep(toggled(columns, id))}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                disabled={at === 0}
                aria-label={t("columns.earlier", { column: t(`column.${id}`) })}
                onClick={() => keep(moved(columns, id, -1))}
              >
                <IconUp size={16} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                disabled={at === columns.length - 1}
                aria-label={t("columns.later", { column: t(`column.${id}`) })}
                onClick={() => keep(moved(columns, id, 1))}
              >
                <IconDown size={16} />
              </ActionIcon>
            </li>
          ))}
        </ul>
        <Button variant="default" size="xs" mt="xs" fullWidth onClick={() => keep(USUAL)}>
          {t("columns.usual")}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
