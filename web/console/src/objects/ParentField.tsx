/** In what does an object stand? It is moved there with all that it holds. */

import { Button, Group, Input, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import own from "../cards/cards.module.css";
import { ObjectsTree } from "../list/ObjectsTree.tsx";
import { fits, type Kind } from "./object.ts";

interface ParentFieldProps {
  /** Null: the object is to be added, where it was asked for. */
  id: string | null;
  kind: Kind;
  /** In what it stands now; null: in nothing, or in nothing that this employee sees. */
  known: { id: string; name: string } | null;
  value: string | null;
  choose(parent: string): void;
  error: string | null;
}

export function ParentField({ id, kind, known, value, choose, error }: ParentFieldProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<{ id: string; name: string } | null>(null);
  if (known === null) {
    return null;
  }
  const name = chosen?.id === value ? chosen.name : known.id === value ? known.name : "…";
  return (
    <Input.Wrapper label={t("object.parent")} labelElement="div" error={error}>
      <Group gap="sm">
        <Text size="sm" data-testid="parent">
          {name}
        </Text>
        {id === null ? null : (
          <Button
            size="compact-xs"
            variant="light"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {t(open ? "object.move.close" : "object.move")}
          </Button>
        )}
      </Group>
      {open ? (
        <div className={own.tree}>
          <ObjectsTree
            value={value === null ? [] : [value]}
            offered={(object) => fits(kind, object.kind) && object.id !== id}
            turn={(object) => {
              setChosen(object);
              choose(object.id);
            }}
          />
        </div>
      ) : null}
    </Input.Wrapper>
  );
}
