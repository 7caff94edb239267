/** How does a value get onto the clipboard, and does the person know whether it is there? */

import { copyText } from "@chatserver/ui";
import { Button, type ButtonProps } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

interface CopyButtonProps extends ButtonProps {
  value: string;
  children: ReactNode;
}

/** Says that it is copied until another value stands there, or that it has to be done by hand. */
export function CopyButton({ value, children, ...looks }: CopyButtonProps) {
  const { t } = useTranslation();
  const [done, setDone] = useState<{ value: string; well: boolean } | null>(null);

  function copy(): void {
    copyText(value).then(
      () => setDone({ value, well: true }),
      () => setDone({ value, well: false }),
    );
  }

  const state = done?.value === value ? done : null;
  return (
    <Button {...looks} onClick={copy}>
      {state === null ? children : t(state.well ? "copied" : "copy.byHand")}
    </Button>
  );
}
