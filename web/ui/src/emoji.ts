/** Which emoji are there, in the reader's language? All from this server, none from elsewhere. */

import { Picker } from "emoji-picker-element";
import enWords from "emoji-picker-element/i18n/en.js";
import ruWords from "emoji-picker-element/i18n/ru_RU.js";
import enData from "emoji-picker-element-data/en/emojibase/data.json?url";
import ruData from "emoji-picker-element-data/ru/emojibase/data.json?url";

const OF = {
  en: { i18n: enWords, dataSource: enData },
  ru: { i18n: ruWords, dataSource: ruData },
} as const;

export function newPicker(language: keyof typeof OF, choose: (emoji: string) => void): HTMLElement {
  const picker = new Picker({ locale: language, ...OF[language] });
  picker.addEventListener("emoji-click", ({ detail }) => {
    if (detail.unicode !== undefined) {
      choose(detail.unicode);
    }
  });
  return picker;
}
