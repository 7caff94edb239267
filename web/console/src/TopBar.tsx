/** How does an employee get from one part of the console to another? */

import { useEffect, useRef } from "react";
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
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // Where not all of them have room, the one that is shown is in sight.
    const here = section === null ? null : nav.current?.querySelector("[aria-current]");
    here?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  }, [section]);
  return (
    <header className={css.topBar}>
      {sections.length < 2 ? null : (
        <nav ref={nav} className={css.sections} aria-label={t("sections.label")}>
          {sections.map((name) => (
            <Link key={name} path={pathOf(name)} current={name === section}>
              {t(`section.${name}`)}
            </Link>
          ))}
        </nav>
      )}
      <Person sections={sections} section={section} keys={keys} />
    </header>
  );
}
