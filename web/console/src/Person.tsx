/** Who works here, are they available, and how does the desk look to them? */

import {
  IconMoon,
  IconSun,
  LanguageSwitch,
  remember,
  remembered,
  tellFailure,
  useClient,
} from "@chatserver/ui";
import {
  ActionIcon,
  Avatar,
  Menu,
  SegmentedControl,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./console.module.css";
import type { Me, Session } from "./session.ts";

type Presence = "available" | "away";

export function Person({ session, me }: { session: Session; me: Me }) {
  const { t } = useTranslation();
  return (
    <header className={css.person}>
      <Menu position="bottom-start" width={240}>
        <Menu.Target>
          <button type="button" className={css.who} aria-label={t("person.menu")}>
            <Avatar name={me.name} color="sea" radius="xl" />
            <span>
              <b>{me.name}</b>
              {me.role?.name === undefined ? null : <small>{me.role.name}</small>}
            </span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <div className={css.menuRow}>
            <LanguageSwitch />
            <SchemeSwitch />
          </div>
          <Menu.Divider />
          <Menu.Item onClick={() => void session.signOut()}>{t("person.logout")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <PresenceSwitch me={me} />
    </header>
  );
}

function PresenceSwitch({ me }: { me: Me }) {
  const { t } = useTranslation();
  const client = useClient();
  const name = `console/presence/${me.id}`;
  const [state, setState] = useState<Presence>(() => known(me.presence ?? remembered(name)));
  const choose = (value: string) => {
    const next = known(value);
    setState(next);
    remember(name, next);
    client.presence(next).catch(tellFailure);
  };
  return (
    <SegmentedControl
      size="xs"
      radius="xl"
      aria-label={t("presence")}
      value={state}
      onChange={choose}
      data={[
        { value: "available", label: t("presence.available") },
        { value: "away", label: t("presence.away") },
      ]}
    />
  );
}

function known(value: string | null): Presence {
  return value === "away" ? "away" : "available";
}

function SchemeSwitch() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme("light") === "dark";
  return (
    <ActionIcon
      variant="default"
      radius="xl"
      aria-label={t(dark ? "person.light" : "person.dark")}
      onClick={() => setColorScheme(dark ? "light" : "dark")}
    >
      {dark ? <IconSun size={17} /> : <IconMoon size={17} />}
    </ActionIcon>
  );
}
