/** How is something chosen from the tree of objects? What holds it is chosen with all that it holds. */

import { Checkbox, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Paged } from "../cards/Paged.tsx";
import { SearchField } from "../cards/SearchField.tsx";
import { usePages } from "../cards/usePages.ts";
import type { ObjectLine } from "../directory.ts";
import { useTools } from "../tools.tsx";
import { EstateTree } from "./EstateTree.tsx";

interface ObjectsTreeProps {
  /** The ids of what is chosen. */
  value: readonly string[];
  turn(object: ObjectLine): void;
  /** Which of them can be chosen; all, unless it says otherwise. */
  offered?(object: ObjectLine): boolean;
  /** Only of this kind are they. */
  kind?: ObjectLine["kind"];
}

export function ObjectsTree(props: ObjectsTreeProps) {
  const { t } = useTranslation();
  const [q, setQ] = useState("");
  return (
    <Stack gap="xs">
      <SearchField label={t("tree.search")} search={setQ} />
      {q === "" ? <Whole {...props} /> : <Found {...props} q={q} />}
    </Stack>
  );
}

function Whole({ value, turn, offered = () => true }: ObjectsTreeProps) {
  const chosen = ({ id }: ObjectLine) => value.includes(id);
  return (
    <EstateTree
      line={(object, above) => {
        const held = above.some(chosen);
        return offered(object) ? (
          <Checkbox
            size="sm"
            label={object.name}
            checked={held || chosen(object)}
            disabled={held}
            onChange={() => turn(object)}
          />
        ) : (
          <Text size="sm">{object.name}</Text>
        );
      }}
    />
  );
}

/** Whatever it stands in: of those that can be chosen, what was typed. */
function Found({ value, turn, offered = () => true, kind, q }: ObjectsTreeProps & { q: string }) {
  const { t } = useTranslation();
  const { http } = useTools();
  const pages = usePages<ObjectLine>(http, "objects", { q, kind });
  return (
    <Paged pages={pages} none={t("field.nothing")}>
      {(found) =>
        found
          .filter(offered)
          .map((object) => (
            <Checkbox
              key={object.id}
              size="sm"
              label={object.name}
              description={object.address}
              checked={value.includes(object.id)}
              onChange={() => turn(object)}
            />
          ))
      }
    </Paged>
  );
}
