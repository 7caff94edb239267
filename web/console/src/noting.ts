/** Does the field speak to the client, or to colleagues? */

import { type Aim, type Aside, draftOf, useClient } from "@chatserver/ui";
import { useState } from "react";

/**
 * It speaks to colleagues until somebody says otherwise, so that a second note never goes to the
 * client. A chat that is opened begins with its client, unless nothing but a note was begun there.
 */
export function useNoting(chat: string, draft: string, aim: Aim): Aside {
  const client = useClient();
  const [on, turn] = useState(() => draftOf(draft) === "" && draftOf(`${draft}/note`) !== "");
  return {
    on: on && aim.editing === null && aim.replying === null,
    turn: (next) => {
      aim.leaveEditing();
      aim.leaveReply();
      turn(next);
    },
    send: (text) => void client.write({ type: "note", chat, text }),
  };
}
