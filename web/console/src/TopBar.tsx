/** How does an employee get from one part of the console to another? */

import { useTranslation } from "react-i18next";
import css from "./console.module.css";
import { Link } from "./Link.tsx";
import { Person } from "./Person.tsx";
import { pathOf, type Section } from "./sections.ts";

interface TopBarProps {
  sections: readonly Section[];
  section: Section | "barred" | null;
  /** Shows the sheet of keys. */
  keys(): void;
}

export function TopBar({ sections, section, keys }: TopBarProps) {
  const { t } = useTranslation();
  return (
    <header className={css.topBar}>
      {sections.length < 2 ? null : (
        <nav className={css.sections} aria-label={t("sections.label")}>
          {sections.map((name) => (
            <Link key={name} path={pathOf(name)} current={name === section}>
              {t(`section.${name}`)}
            </Link>
          ))}
        </nav>
      )}
      <Person sections={sections} keys={keys} />
    </header>
  );
}
