/** Where is it typed what a list is searched for? The list follows a moment after the last letter. */

import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";

interface SearchFieldProps {
  label: string;
  /** What is looked for already. */
  begin?: string;
  search(q: string): void;
}

const PAUSE_MS = 250;

export function SearchField({ label, begin = "", search }: SearchFieldProps) {
  const [typed, setTyped] = useState(begin);
  const later = useDebouncedCallback(search, PAUSE_MS);
  return (
    <TextInput
      label={label}
      type="search"
      maxLength={100}
      value={typed}
      // Within a card it looks something up, and saves nothing.
      onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        later(event.currentTarget.value.trim());
      }}
    />
  );
}
