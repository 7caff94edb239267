/** Who works here, are they available, and how does the desk look to them? */

import { LANGUAGES, tellFailure, useClient, useLanguage, useSignal } from "@chatserver/ui";
import {
  Avatar,
  Kbd,
  Menu,
  SegmentedControl,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "./console.module.css";
import { Bell } from "./notices/Bell.tsx";
import { PushItem } from "./PushItem.tsx";
import { useRoute } from "./route.ts";
import { pathOf, type Section } from "./sections.ts";
import { useTools } from "./tools.tsx";

interface PersonProps {
  sections: readonly Section[];
  /** The one that is shown. */
  section: Section | "barred" | null;
  /** Shows the sheet of keys. */
  keys(): void;
}

export function Person({ sections, section, keys }: PersonProps) {
  const { t } = useTranslation();
  const route = useRoute();
  const { session, me } = useTools();
  // Where there is no room for the sections, this menu is the way to them, and says which is shown.
  const ways = sections.length < 2 ? [] : sections;
  return (
    <div className={css.person}>
      <Bell />
      {sections.includes("chats") ? <PresenceSwitch /> : null}
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <button type="button" className={css.who}>
            <span className="visually-hidden">{t("person.menu")}</span>
            <Avatar
              className={css.roomyOnly ?? ""}
              name={me.name}
              color="sea"
              radius="xl"
              aria-hidden="true"
            />
            <span>
              <b>{me.name}</b>
              {me.role?.name === undefined ? null : (
                <small className={ways.length === 0 ? "" : css.roomyOnly}>{me.role.name}</small>
              )}
              {ways.length === 0 ? null : (
                <small className={css.narrowBlock} aria-hidden="true">
                  ▾{" "}
                  {t(
                    ways.some((name) => name === section) ? `section.${section}` : "sections.label",
                  )}
                </small>
              )}
            </span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {ways.length === 0 ? null : (
            <div className={css.narrowBlock}>
              {ways.map((name) => (
                <Menu.Item
                  key={name}
                  aria-current={name === section ? "page" : undefined}
                  onClick={() => route.go(pathOf(name))}
                >
                  {t(`section.${name}`)}
                </Menu.Item>
              ))}
              <Menu.Divider />
            </div>
          )}
          <LanguageItems />
          <SchemeItem />
          <Menu.Divider />
          <PushItem />
          {sections.includes("chats") ? <ChimeItem /> : null}
          <Menu.Item onClick={keys} rightSection={<Kbd size="xs">F1</Kbd>}>
            {t("person.keys")}
          </Menu.Item>
          <Menu.Item onClick={() => void session.signOut()}>{t("person.logout")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function ChimeItem() {
  const { t } = useTranslation();
  const { chime } = useTools();
  const on = useSignal(chime.on);
  return (
    <Menu.Item closeMenuOnClick={false} onClick={() => chime.turn()} data-testid="chime">
      {t(on ? "chime.on" : "chime.off")}
    </Menu.Item>
  );
}

function PresenceSwitch() {
  const { t } = useTranslation();
  const { session, me } = useTools();
  const client = useClient();
  const choose = (value: string) => {
    const presence = value === "away" ? "away" : "available";
    const before = me.presence ?? "available";
    session.learn({ ...me, presence });
    client.presence(presence).catch((error: unknown) => {
      // What else is known of the person may have changed meanwhile.
      const now = session.me.value;
      if (now !== null) {
        session.learn({ ...now, presence: before });
      }
      tellFailure(error);
    });
  };
  return (
    <SegmentedControl
      className={css.presence ?? ""}
      size="xs"
      radius="xl"
      aria-label={t("presence")}
      value={me.presence ?? "available"}
      onChange={choose}
      data={[
        { value: "available", label: t("presence.available") },
        { value: "away", label: t("presence.away") },
      ]}
    />
  );
}

function LanguageItems() {
  const { language, choose } = useLanguage();
  return (
    <Menu.RadioGroup value={language} onChange={choose}>
      {Object.entries(LANGUAGES).map(([value, name]) => (
        <Menu.RadioItem key={value} value={value} lang={value}>
          {name}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}

function SchemeItem() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme("light") === "dark";
  return (
    <Menu.CheckboxItem checked={dark} onChange={(on) => setColorScheme(on ? "dark" : "light")}>
      {t("person.dark")}
    </Menu.CheckboxItem>
  );
}
