/** How does an employee see that there is news, and get to it? */

import { fullTime, IconBell, useLanguage, useSignal } from "@chatserver/ui";
import { ActionIcon, Button, Indicator, Popover, Text, UnstyledButton } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { tellProblem } from "../trouble.ts";
import css from "./notices.module.css";
import { type Notice, placeOf } from "./notices.ts";

const EVERY_MS = 60_000;

export function Bell() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { notices } = useTools();
  const [open, setOpen] = useState(false);
  const { items, unread } = useSignal(notices.state);
  const look = () => {
    // Without an answer what is shown stays, and the next look comes soon.
    void notices.load().catch(() => undefined);
  };
  useInterval(() => document.visibilityState === "visible" && look(), EVERY_MS, {
    autoInvoke: true,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words of a notice are the server's
  useEffect(look, [notices, language]);
  const label = unread > 0 ? t("notices.open.count", { count: unread }) : t("notices.open");
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-end"
      width={360}
      trapFocus
      returnFocus
      shadow="md"
    >
      <Indicator label={unread > 99 ? "99+" : unread} size={16} disabled={unread === 0} offset={5}>
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            radius="xl"
            aria-label={label}
            data-testid="bell"
            onClick={() => {
              setOpen(!open);
              look();
            }}
          >
            <IconBell />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown aria-label={t("notices.title")}>
        <div className={css.top}>
          <b>{t("notices.title")}</b>
          {unread > 0 ? (
            <Button
              variant="subtle"
              size="compact-xs"
              onClick={() => void notices.readAll().catch(tellProblem)}
            >
              {t("notices.read")}
            </Button>
          ) : null}
        </div>
        {items.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t("notices.none")}
          </Text>
        ) : (
          <ul className={css.list} data-testid="notices">
            {items.map((notice) => (
              <Line key={notice.id} notice={notice} done={() => setOpen(false)} />
            ))}
          </ul>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function Line({ notice, done }: { notice: Notice; done(): void }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { notices } = useTools();
  const route = useRoute();
  const go = () => {
    void notices.read(notice).catch(tellProblem);
    const place = placeOf(notice);
    if (place !== null) {
      done();
      route.go(place.path, place.query);
    }
  };
  return (
    <li data-unread={!notice.read || undefined}>
      <UnstyledButton className={css.notice} onClick={go}>
        <b>
          {notice.read ? null : <span className="visually-hidden">{t("notices.new")} </span>}
          {notice.title}
        </b>
        <span>{notice.text}</span>
        <small>{fullTime(notice.at, language)}</small>
      </UnstyledButton>
    </li>
  );
}
