/** Does the field speak to the client, or to colleagues? */

import { type Aim, type Aside, draftOf, useClient } from "@chatserver/ui";
import { useState } from "react";

/**
 * It speaks to colleagues until somebody says otherwise, so that a second note never goes to the
 * client. In another chat it begins anew: with the client, unless nothing but a note was begun.
 */
export function useNoting(chat: string, draft: string, aim: Aim): Aside {
  const client = useClient();
  const [chosen, choose] = useState(() => ({ chat, on: isNoteBegun(draft) }));
  if (chosen.chat !== chat) {
    choose({ chat, on: isNoteBegun(draft) });
  }
  return {
    on: chosen.on && aim.editing === null && aim.replying === null,
    turn: (on) => {
      aim.leaveEditing();
      aim.leaveReply();
      choose({ chat, on });
    },
    send: (text) => void client.write({ type: "note", chat, text }),
  };
}

function isNoteBegun(draft: string): boolean {
  return draftOf(draft) === "" && draftOf(`${draft}/note`) !== "";
}
