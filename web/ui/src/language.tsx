/** In which language does a person read, and how is it changed? */

import { SegmentedControl } from "@mantine/core";
import i18next, { type Resource } from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import { remember, remembered } from "./storage.ts";
import { en } from "./words/en.ts";
import { ru } from "./words/ru.ts";

export type Words = Readonly<Record<string, string>>;

const NAME = "chat/language";

/** Begin with the person's choice, else the browser's language. */
export function speak(own: { ru: Words; en: Words }): void {
  const resources: Resource = {
    ru: { translation: { ...ru, ...own.ru } },
    en: { translation: { ...en, ...own.en } },
  };
  void i18next.use(initReactI18next).init({
    resources,
    lng: chosen(),
    fallbackLng: "en",
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  tellBrowser(i18next.language);
}

/** Learn the words of a part of the screen that is fetched when it is opened. */
export function speakAlso(own: { ru: Words; en: Words }): void {
  for (const [language, words] of Object.entries(own)) {
    i18next.addResourceBundle(language, "translation", words);
  }
}

function chosen(): string {
  const wish = new URLSearchParams(window.location.search).get("lang") ?? remembered(NAME);
  if (wish === "ru" || wish === "en") {
    return wish;
  }
  return navigator.languages.some((language) => language.startsWith("ru")) ? "ru" : "en";
}

function tellBrowser(language: string): void {
  document.documentElement.lang = language;
}

export function useLanguage(): { language: string; choose(language: string): void } {
  const { i18n } = useTranslation();
  return {
    language: i18n.language,
    choose: (language) => {
      remember(NAME, language);
      tellBrowser(language);
      void i18n.changeLanguage(language);
    },
  };
}

/** Each language by the name that its speakers give it. */
export const LANGUAGES = { ru: "Русский", en: "English" } as const;

export function LanguageSwitch() {
  const { t } = useTranslation();
  const { language, choose } = useLanguage();
  return (
    <SegmentedControl
      size="xs"
      radius="xl"
      aria-label={t("language")}
      value={language}
      onChange={choose}
      data={[
        { value: "ru", label: "RU" },
        { value: "en", label: "EN" },
      ]}
    />
  );
}
