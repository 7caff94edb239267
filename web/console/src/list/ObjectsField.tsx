/** Which part of the estate is meant? Any level of the tree; a level holds all that stands in it. */

import { useSignal } from "@chatserver/ui";
import { Fieldset, Pill } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useTools } from "../tools.tsx";
import type { FieldProps } from "./fields.tsx";
import { EVERYTHING } from "./filter.ts";
import css from "./list.module.css";
import { ObjectsTree } from "./ObjectsTree.tsx";

interface ObjectsFieldProps extends FieldProps {
  /** Only what is chosen is shown. */
  readOnly?: boolean;
}

export function ObjectsField({ label, value, change, readOnly = false }: ObjectsFieldProps) {
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
            withRemoveButton={!readOnly}
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
      {readOnly ? null : (
        <ObjectsTree
          value={value}
          turn={({ id }) =>
            change(value.includes(id) ? value.filter((other) => other !== id) : [...value, id])
          }
        />
      )}
    </Fieldset>
  );
}
