/** Which message is being answered, and which changed? At most one of the two. */

import { useState } from "react";
import type { Spoken } from "./lines.ts";

export interface Aim {
  editing: { seq: number; text: string } | null;
  replying: Spoken | null;
  edit(event: Spoken): void;
  reply(event: Spoken): void;
  leaveEditing(): void;
  leaveReply(): void;
}

export function useAim(): Aim {
  const [editing, setEditing] = useState<Aim["editing"]>(null);
  const [replying, setReplying] = useState<Spoken | null>(null);
  return {
    editing,
    replying,
    edit: (event) => {
      setReplying(null);
      setEditing({ seq: event.seq, text: "text" in event.body ? (event.body.text ?? "") : "" });
    },
    reply: (event) => {
      setEditing(null);
      setReplying(event);
    },
    leaveEditing: () => setEditing(null),
    leaveReply: () => setReplying(null),
  };
}
