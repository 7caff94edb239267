/** How does an operator come back to a way of looking at the list? */

import { IconBookmark, IconCheck, IconDelete, useSignal } from "@chatserver/ui";
import { ActionIcon, Button, Divider, Popover, Text, TextInput, Tooltip } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTools } from "../tools.tsx";
import type { Choice } from "./filter.ts";
import css from "./list.module.css";
import { choiceOf, queryOf, VIEW_NAME_MAX, viewsFrom, withoutView, withView } from "./views.ts";

interface ViewMenuProps {
  choice: Choice;
  setChoice(choice: Choice): void;
}

export function ViewMenu({ choice, setChoice }: ViewMenuProps) {
  const { t } = useTranslation();
  const { preferences } = useTools();
  const views = viewsFrom(useSignal(preferences.liking).views);
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState("");
  const query = queryOf(choice);
  const keep = () => {
    preferences.like({ views: withView(views, name, choice) });
    setName("");
  };
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
        <Tooltip label={t("views.title")} disabled={opened}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            radius="xl"
            aria-label={t("views.title")}
            onClick={() => setOpened(!opened)}
          >
            <IconBookmark />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("views.title")}>
        {views.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t("views.none")}
          </Text>
        ) : (
          <ul className={css.views} data-testid="views">
            {views.map((view) => (
              <li key={view.name}>
                <Button
                  variant="subtle"
                  color="gray"
                  justify="flex-start"
                  size="compact-sm"
                  leftSection={view.query === query ? <IconCheck size={14} /> : null}
                  aria-current={view.query === query || undefined}
                  onClick={() => {
                    setChoice(choiceOf(view));
                    setOpened(false);
                  }}
                >
                  {view.name}
                </Button>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t("views.remove", { name: view.name })}
                  onClick={() => preferences.like({ views: withoutView(views, view.name) })}
                >
                  <IconDelete size={16} />
                </ActionIcon>
              </li>
            ))}
          </ul>
        )}
        <Divider my={8} />
        <form
          className={css.newView}
          onSubmit={(event) => {
            event.preventDefault();
            keep();
          }}
        >
          <TextInput
            data-autofocus
            size="xs"
            aria-label={t("views.name")}
            placeholder={t("views.name")}
            maxLength={VIEW_NAME_MAX}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" size="xs" disabled={name.trim() === ""}>
            {t("views.keep")}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
