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

type Language = keyof typeof OF;

/**
 * One for each language, as long as the page lives: a picker that is taken out of the page closes
 * its database, also for the one that somebody opens right after it.
 */
const pickers: Partial<Record<Language, Picker>> = {};
let tell: (emoji: string) => void = () => undefined;

function pickerIn(language: Language): Picker {
  const known = pickers[language];
  if (known !== undefined) {
    return known;
  }
  const picker = new Picker({ locale: language, ...OF[language] });
  picker.addEventListener("emoji-click", ({ detail }) => {
    if (detail.unicode !== undefined) {
      tell(detail.unicode);
    }
  });
  pickers[language] = picker;
  return picker;
}

/** Show the picker in a box, with the focus in its search; what is returned puts it away again. */
export function showPicker(
  box: HTMLElement,
  language: Language,
  choose: (emoji: string) => void,
): () => void {
  const picker = pickerIn(language);
  tell = choose;
  box.append(picker);
  const search = picker.shadowRoot?.querySelector("input");
  if (search != null && search.value !== "") {
    search.value = "";
    search.dispatchEvent(new Event("input"));
  }
  search?.focus();
  return () => {
    if (picker.parentElement === box) {
      away().append(picker);
    }
  };
}

/** Where pickers lie that nobody looks at. */
function away(): HTMLElement {
  const id = "emoji-pickers";
  const found = document.getElementById(id);
  if (found !== null) {
    return found;
  }
  const made = document.createElement("div");
  made.id = id;
  made.hidden = true;
  return document.body.appendChild(made);
}
