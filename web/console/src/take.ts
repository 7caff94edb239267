/** May this employee make the chat their own at one press, and how? */

import type { Chat } from "@chatserver/protocol";
import { tellFailure, useClient } from "@chatserver/ui";
import { maySend } from "./rights.ts";
import { useTools } from "./tools.tsx";

/** Null: it is theirs already, over, or not theirs to take. */
export function useTake(chat: Chat | null): (() => void) | null {
  const client = useClient();
  const { me } = useTools();
  const { department } = me;
  if (
    chat === null ||
    chat.state === "closed" ||
    chat.staff?.id === me.id ||
    // Nobody is responsible for a chat but as one of a department.
    !department ||
    !maySend(client.user, chat)
  ) {
    return null;
  }
  return () => {
    client
      .write({
        type: "assign",
        chat: chat.id,
        department: department.id,
        staff: me.id,
        expect: chat.assignment,
      })
      .settled.catch(tellFailure);
  };
}
