/** How does the tree of objects stand on the screen? A level is fetched once it is opened. */

import { useRevival } from "@chatserver/ui";
import { Button, Loader, Text, UnstyledButton } from "@mantine/core";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ObjectLine } from "../directory.ts";
import { useTools } from "../tools.tsx";
import css from "./list.module.css";

interface EstateTreeProps {
  /** What stands in the line of an object; `above`: what stands around it, from the top. */
  line(object: ObjectLine, above: readonly ObjectLine[]): ReactNode;
  /** What is said where there is no object at all. */
  none?: string;
  /** Another one fetches what is open anew. */
  round?: number;
}

export function EstateTree(props: EstateTreeProps) {
  return <Level above={[]} {...props} />;
}

interface LevelProps extends EstateTreeProps {
  above: readonly ObjectLine[];
}

/** So many are drawn at once. */
const DRAWN = 200;

function Level({ above, line, none, round = 0 }: LevelProps) {
  const { t, i18n } = useTranslation();
  const { directory } = useTools();
  const [found, setFound] = useState<ObjectLine[] | "loading" | "failed">("loading");
  const [drawn, setDrawn] = useState(DRAWN);
  const [tries, setTries] = useState(0);
  const again = useCallback(() => setTries((before) => before + 1), []);
  useRevival(found === "failed", again);
  const parent = above.at(-1)?.id ?? null;
  useEffect(() => {
    let here = round >= 0 && tries >= 0;
    directory.objectsIn(parent).then(
      (objects) => here && setFound(objects),
      () => here && setFound("failed"),
    );
    return () => {
      here = false;
    };
  }, [directory, parent, round, tries]);
  if (found === "loading") {
    return <Loader size="xs" type="dots" role="status" aria-label={t("field.loading")} />;
  }
  if (found === "failed") {
    return (
      <Text size="sm" c="dimmed" role="alert">
        {t("tree.failed")}{" "}
        <Button variant="subtle" size="compact-sm" onClick={again}>
          {t("list.again")}
        </Button>
      </Text>
    );
  }
  if (found.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {none ?? t("field.nothing")}
      </Text>
    );
  }
  // Number 10 stands behind number 9.
  const order = new Intl.Collator(i18n.language, { numeric: true });
  return (
    <>
      <ul className={css.level}>
        {found
          .toSorted((a, b) => order.compare(a.name, b.name))
          .slice(0, drawn)
          .map((object) => (
            <Branch key={object.id} object={object} above={above} line={line} round={round} />
          ))}
      </ul>
      {found.length > drawn ? (
        <Button variant="subtle" size="compact-sm" onClick={() => setDrawn(drawn + DRAWN)}>
          {t("tree.more", { count: found.length - drawn })}
        </Button>
      ) : null}
    </>
  );
}

interface BranchProps extends LevelProps {
  object: ObjectLine;
}

function Branch({ object, above, line, round = 0 }: BranchProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { name, kind } = object;
  return (
    <li>
      <div className={css.branch}>
        {kind === "premises" ? (
          <span className={css.twig} />
        ) : (
          <UnstyledButton
            className={css.twig}
            aria-expanded={open}
            aria-label={t(open ? "tree.close" : "tree.open", { name })}
            onClick={() => setOpen(!open)}
          />
        )}
        {line(object, above)}
      </div>
      {open ? <Level above={[...above, object]} line={line} round={round} /> : null}
    </li>
  );
}
