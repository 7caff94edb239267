/** How is something chosen from the tree of objects? What holds it is chosen with all that it holds. */

import { Checkbox, Text } from "@mantine/core";
import type { ObjectLine } from "../directory.ts";
import { EstateTree } from "./EstateTree.tsx";

interface ObjectsTreeProps {
  /** The ids of what is chosen. */
  value: readonly string[];
  turn(object: ObjectLine): void;
  /** Which of them can be chosen; all, unless it says otherwise. */
  offered?(object: ObjectLine): boolean;
}

export function ObjectsTree({ value, turn, offered = () => true }: ObjectsTreeProps) {
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
