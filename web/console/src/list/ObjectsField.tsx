/** Which part of the estate is meant? Any level of the tree; a level holds all that stands in it. */

import { useSignal } from "@chatserver/ui";
import { Checkbox, Fieldset, Loader, Pill, Text, UnstyledButton } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ObjectLine } from "../directory.ts";
import { useTools } from "../tools.tsx";
import type { FieldProps } from "./fields.tsx";
import { EVERYTHING } from "./filter.ts";
import css from "./list.module.css";

export function ObjectsField({ label, value, change }: FieldProps) {
  const { t } = useTranslation();
  const { directory } = useTools();
  const names = useSignal(directory.names);
  useEffect(() => {
    void directory.resolve({ ...EVERYTHING, lists: { objects: value } });
  }, [directory, value]);
  return (
    <Fieldset legend={label} variant="unstyled" classNames={{ legend: css.legend ?? "" }}>
      <Pill.Group mb={value.length === 0 ? 0 : 6}>
        {value.map((id) => (
          <Pill
            key={id}
            withRemoveButton
            removeButtonProps={{
              "aria-label": t("filters.remove", { filter: names.get(id) ?? id }),
              "aria-hidden": false,
              tabIndex: 0,
            }}
            onRemove={() => change(value.filter((other) => other !== id))}
          >
            {names.get(id) ?? "…"}
          </Pill>
        ))}
      </Pill.Group>
      <Level parent={null} held={false} value={value} change={change} />
    </Fieldset>
  );
}

interface LevelProps {
  parent: string | null;
  /** Something above is chosen, and so is all of this. */
  held: boolean;
  value: string[];
  change(ids: string[]): void;
}

function Level({ parent, held, value, change }: LevelProps) {
  const { t } = useTranslation();
  const { directory } = useTools();
  const [found, setFound] = useState<ObjectLine[] | "loading" | "failed">("loading");
  useEffect(() => {
    let here = true;
    directory.objectsIn(parent).then(
      (objects) => here && setFound(objects),
      () => here && setFound("failed"),
    );
    return () => {
      here = false;
    };
  }, [directory, parent]);
  if (found === "loading") {
    return <Loader size="xs" type="dots" aria-label={t("field.loading")} />;
  }
  if (found === "failed" || found.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t(found === "failed" ? "field.failed" : "field.nothing")}
      </Text>
    );
  }
  return (
    <ul className={css.level}>
      {found.map((object) => (
        <Branch key={object.id} object={object} held={held} value={value} change={change} />
      ))}
    </ul>
  );
}

interface BranchProps extends Omit<LevelProps, "parent"> {
  object: ObjectLine;
}

function Branch({ object, held, value, change }: BranchProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { id, name, kind } = object;
  const chosen = value.includes(id);
  const toggle = () => change(chosen ? value.filter((other) => other !== id) : [...value, id]);
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
        <Checkbox
          size="sm"
          label={name}
          checked={held || chosen}
          disabled={held}
          onChange={toggle}
        />
      </div>
      {open ? <Level parent={id} held={held || chosen} value={value} change={change} /> : null}
    </li>
  );
}
