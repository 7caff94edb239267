/** How does an operator come back to a way of looking at the list? */

import { IconBookmark, IconCheck, IconDelete, useSignal } from "@chatserver/ui";
import { ActionIcon, Button, Divider, Popover, Text, TextInput, Tooltip } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTools } from "../tools.tsx";
import { tellProblem } from "../trouble.ts";
import type { Choice } from "./filter.ts";
import css from "./list.module.css";
import { choiceOf, queryOf, VIEW_NAME_MAX, type View } from "./views.ts";

interface ViewMenuProps {
  choice: Choice;
  setChoice(choice: Choice): void;
}

export function ViewMenu({ choice, setChoice }: ViewMenuProps) {
  const { t } = useTranslation();
  const { views: book } = useTools();
  const views = useSignal(book.views) ?? [];
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const query = queryOf(choice);
  const isNow = (view: View) => queryOf(choiceOf(view)) === query;
  useEffect(() => {
    if (opened) {
      void book.load().catch(tellProblem);
    }
  }, [book, opened]);
  const keep = async () => {
    setBusy(true);
    await book.keep(name.trim(), choice).then(() => setName(""), tellProblem);
    setBusy(false);
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
              <li key={view.id}>
                <Button
                  variant="subtle"
                  color="gray"
                  justify="flex-start"
                  size="compact-sm"
                  leftSection={isNow(view) ? <IconCheck size={14} /> : null}
                  aria-current={isNow(view) || undefined}
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
                  onClick={() => void book.remove(view).catch(tellProblem)}
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
            // Enter in the field comes here, too, however the button stands.
            if (!busy) {
              void keep();
            }
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
          <Button type="submit" size="xs" loading={busy} disabled={name.trim() === ""}>
            {t("views.keep")}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
