/** How does an employee get from one part of the console to another? */

import { useTranslation } from "react-i18next";
import css from "./console.module.css";
import { Person } from "./Person.tsx";
import { useRoute } from "./route.ts";
import type { Section } from "./sections.ts";

interface TopBarProps {
  sections: readonly Section[];
  section: Section;
  /** Shows the sheet of keys. */
  keys(): void;
}

export function TopBar({ sections, section, keys }: TopBarProps) {
  const { t } = useTranslation();
  const route = useRoute();
  return (
    <header className={css.topBar}>
      {sections.length < 2 ? null : (
        <nav className={css.sections} aria-label={t("sections.label")}>
          {sections.map((name) => (
            <a
              key={name}
              href={route.href(pathOf(name))}
              aria-current={name === section ? "page" : undefined}
              onClick={(event) => {
                if (!event.metaKey && !event.ctrlKey && !event.shiftKey) {
                  event.preventDefault();
                  route.go(pathOf(name));
                }
              }}
            >
              {t(`section.${name}`)}
            </a>
          ))}
        </nav>
      )}
      <Person sections={sections} keys={keys} />
    </header>
  );
}

export function pathOf(section: Section): readonly string[] {
  return section === "chats" ? [] : [section];
}
