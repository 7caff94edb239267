/** Something of a mini-app in a window of its own, at an address that is made when it is asked for. */

import { Button } from "@mantine/core";
import { useState } from "react";
import { tellProblem } from "../trouble.ts";

interface Props {
  text: string;
  /** What it opens, where the text alone does not say it. */
  label?: string;
  address: () => Promise<string>;
}

export function OpenButton({ text, label, address }: Props) {
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    try {
      window.open(await address(), "_blank", "noopener");
    } catch (error) {
      tellProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button size="xs" variant="light" aria-label={label} loading={busy} onClick={() => void open()}>
      {text}
    </Button>
  );
}
