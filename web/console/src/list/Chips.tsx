/** By what is the list narrowed, told so that each part can be taken away? */

import { IconClose, localeOf, useLanguage, useSignal } from "@chatserver/ui";
import { UnstyledButton } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useTools } from "../tools.tsx";
import {
  type Choice,
  cleared,
  type Days,
  LISTS,
  narrowings,
  SPANS,
  withDays,
  withFlag,
  withList,
  wordedOf,
} from "./filter.ts";
import css from "./list.module.css";

interface ChipsProps {
  choice: Choice;
  setChoice(choice: Choice): void;
}

export function Chips({ choice, setChoice }: ChipsProps) {
  const { t } = useTranslation();
  const { directory } = useTools();
  const { language } = useLanguage();
  const names = useSignal(directory.names);
  useEffect(() => void directory.resolve(choice), [directory, choice]);
  if (narrowings(choice) === 0) {
    return null;
  }
  const lists = LISTS.flatMap((part) => {
    const ids = choice.lists[part] ?? [];
    const worded = wordedOf(part);
    return ids.map((id) => ({
      key: `${part}/${id}`,
      text: `${t(`filter.${part}`)}: ${
        worded === undefined ? (names.get(id) ?? "…") : t(`${worded.named}.${id}`)
      }`,
      without: () =>
        withList(
          choice,
          part,
          ids.filter((other) => other !== id),
        ),
    }));
  });
  const flags = choice.flags.map((flag) => ({
    key: flag,
    text: t(`filter.${flag}`),
    without: () => withFlag(choice, flag, false),
  }));
  const days = SPANS.flatMap((span) => {
    const given = choice.days[span];
    return given === undefined
      ? []
      : [
          {
            key: span,
            text: `${t(`filter.${span}`)}: ${daysText(given, language)}`,
            without: () => withDays(choice, span, {}),
          },
        ];
  });
  return (
    <ul className={css.chips} aria-label={t("filters.title")} data-testid="chips">
      {[...flags, ...lists, ...days].map((chip) => (
        <li key={chip.key}>
          <UnstyledButton
            className={css.chip}
            aria-label={t("filters.remove", { filter: chip.text })}
            onClick={() => setChoice(chip.without())}
          >
            <span>{chip.text}</span>
            <IconClose size={13} />
          </UnstyledButton>
        </li>
      ))}
      <li>
        <UnstyledButton className={css.clear} onClick={() => setChoice(cleared(choice))}>
          {t("filters.clear")}
        </UnstyledButton>
      </li>
    </ul>
  );
}

function daysText({ from, to }: Days, language: string): string {
  const format = new Intl.DateTimeFormat(localeOf(language), { dateStyle: "short" });
  const text = (day: string) => format.format(new Date(`${day}T12:00:00`));
  if (from !== undefined && from === to) {
    return text(from);
  }
  return `${from === undefined ? "" : `${text(from)} `}–${to === undefined ? "" : ` ${text(to)}`}`;
}
