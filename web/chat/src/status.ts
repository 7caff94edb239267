/** In one line: what happens in this chat now? */

import type { Chat } from "@chatserver/protocol";
import type { TFunction } from "i18next";

export function statusOf(chat: Chat, t: TFunction): string {
  if (chat.state === "closed") {
    return t("status.closed");
  }
  if (chat.state === "bot") {
    return t("status.bot");
  }
  if (chat.staff !== undefined) {
    return t("status.answering", { name: chat.staff.name });
  }
  // Before the first message with the bot off nobody has been asked yet.
  return t(
    chat.department === undefined && chat.assignment === 0 ? "status.ready" : "status.waiting",
  );
}
