/** How does a part of the card wait until somebody wants to see it? */

import { Collapse, UnstyledButton } from "@mantine/core";
import { type ReactNode, useState } from "react";
import css from "../console.module.css";

interface FoldProps {
  title: string;
  /** Drawn once it has been unfolded: what it shows is fetched then. */
  children(): ReactNode;
}

export function Fold({ title, children }: FoldProps) {
  const [open, setOpen] = useState(false);
  return (
    <section className={css.block} aria-label={title}>
      <h3>
        <UnstyledButton className={css.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
          {title}
        </UnstyledButton>
      </h3>
      <Collapse expanded={open}>{open ? children() : null}</Collapse>
    </section>
  );
}
