/** Which message is being answered, and which changed? At most one of the two. */

import { useState } from "react";
import type { Spoken } from "./lines.ts";
import { quotedOf } from "./quoting.ts";

export interface Aim {
  editing: { seq: number; text: string } | null;
  quoted: { name: string; text: string } | null;
  edit(event: Spoken): void;
  reply(event: Spoken): void;
  leaveEditing(): void;
  leaveQuoted(): void;
}

export function useAim(): Aim {
  const [editing, setEditing] = useState<Aim["editing"]>(null);
  const [quoted, setQuoted] = useState<Aim["quoted"]>(null);
  return {
    editing,
    quoted,
    edit: (event) => {
      setQuoted(null);
      setEditing({ seq: event.seq, text: textOf(event) });
    },
    reply: (event) => {
      setEditing(null);
      setQuoted({ name: event.by.name, text: quotedOf(textOf(event)).text });
    },
    leaveEditing: () => setEditing(null),
    leaveQuoted: () => setQuoted(null),
  };
}

function textOf(event: Spoken): string {
  return "text" in event.body ? (event.body.text ?? "") : "";
}
