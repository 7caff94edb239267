/** Where does an operator type what they look for? */

import { IconClose, IconSearch } from "@chatserver/ui";
import { ActionIcon, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { type Ref, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./list.module.css";

interface SearchBoxProps {
  field: Ref<HTMLInputElement>;
  q: string;
  search(q: string): void;
}

const PAUSE_MS = 250;

export function SearchBox({ field, q, search }: SearchBoxProps) {
  const { t } = useTranslation();
  const [words, setWords] = useState(q);
  const later = useDebouncedCallback(search, PAUSE_MS);
  // A chip, a view or the browser's back may change what is looked for, too.
  useEffect(() => setWords((typed) => (typed.trim() === q ? typed : q)), [q]);
  const now = (text: string) => {
    later.cancel();
    setWords(text);
    search(text.trim());
  };
  return (
    <TextInput
      ref={field}
      className={css.search ?? ""}
      type="text"
      aria-label={t("list.search")}
      placeholder={t("list.search")}
      radius="xl"
      maxLength={100}
      leftSection={<IconSearch size={17} />}
      value={words}
      onChange={(event) => {
        setWords(event.currentTarget.value);
        later(event.currentTarget.value.trim());
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") {
          now(words);
        } else if (event.key === "Escape" && words !== "") {
          event.stopPropagation();
          now("");
        }
      }}
      rightSection={
        words === "" ? null : (
          <ActionIcon
            variant="subtle"
            color="gray"
            radius="xl"
            aria-label={t("list.search.clear")}
            onClick={() => now("")}
          >
            <IconClose size={15} />
          </ActionIcon>
        )
      }
    />
  );
}
