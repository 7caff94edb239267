/** What may this employee do with this chat? The server decides; this only hides dead buttons. */

import type { Chat, User } from "@chatserver/protocol";

export function maySend(user: User | null, chat: Chat): boolean {
  const permission = chat.product.kind === "subscription" ? "subscriptions.send" : "chats.send";
  return user?.permissions?.includes(permission) === true;
}
