/** How does a part of the card wait until somebody wants to see it? */

import { Collapse, UnstyledButton } from "@mantine/core";
import type { ReactNode, Ref } from "react";
import css from "../console.module.css";

interface FoldProps {
  title: string;
  open: boolean;
  turn(open: boolean): void;
  /** Its title, which folds and unfolds it. */
  ref?: Ref<HTMLButtonElement>;
  /** Drawn once it has been unfolded: what it shows is fetched then. */
  children(): ReactNode;
}

export function Fold({ title, open, turn, ref, children }: FoldProps) {
  return (
    <section className={css.block} aria-label={title}>
      <h3>
        <UnstyledButton
          ref={ref}
          className={css.fold}
          aria-expanded={open}
          onClick={() => turn(!open)}
        >
          {title}
        </UnstyledButton>
      </h3>
      <Collapse expanded={open}>{open ? children() : null}</Collapse>
    </section>
  );
}
