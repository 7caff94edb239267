/** How does a person speak instead of typing? */

import { ActionIcon } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useDictation } from "./dictation.ts";
import { IconMicrophone } from "./icons.tsx";
import { notify } from "./sentences.ts";

export function DictationButton({ hear }: { hear(words: string): void }) {
  const { t, i18n } = useTranslation();
  const dictation = useDictation(
    i18n.language,
    (words) => hear(`${words} `),
    (why) => notify({ color: "orange", message: t(`dictation.${why}`) }),
  );
  if (dictation === null) {
    return null;
  }
  return (
    <ActionIcon
      variant={dictation.on ? "light" : "subtle"}
      color={dictation.on ? "orange" : "gray"}
      size={40}
      radius="xl"
      aria-label={t("composer.dictate")}
      aria-pressed={dictation.on}
      onClick={dictation.toggle}
    >
      <IconMicrophone />
    </ActionIcon>
  );
}
