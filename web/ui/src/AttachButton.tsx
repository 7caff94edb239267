/** How are files chosen? */

import { ActionIcon } from "@mantine/core";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { IconAttach } from "./icons.tsx";

interface AttachButtonProps {
  input: RefObject<HTMLInputElement | null>;
  choose(files: readonly File[]): void;
}

export function AttachButton({ input, choose }: AttachButtonProps) {
  const { t } = useTranslation();
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={40}
        radius="xl"
        aria-label={t("composer.attach")}
        onClick={() => input.current?.click()}
      >
        <IconAttach />
      </ActionIcon>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-testid="file-input"
        onChange={(event) => {
          choose([...(event.currentTarget.files ?? [])]);
          // The same file may be chosen again.
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}
