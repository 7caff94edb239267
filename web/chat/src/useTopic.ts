/** Which topic does the superapp propose to begin with, as long as the bot still asks for one? */

import type { ThreadState } from "@chatserver/protocol";
import { useState } from "react";
import type { Session } from "./session.ts";

export interface Topic {
  prompt: number;
  tag: string;
}

/**
 * A topic by its id or its words; null where the bot does not ask, or does not offer it. It is the
 * client's to choose: by a press, or along with the first message.
 */
export function useTopic(session: Session, state: ThreadState): Topic | null {
  const [proposed] = useState(() => session.take("tag"));
  return proposed === null ? null : topicIn(state, proposed);
}

export function topicIn({ chat, log }: ThreadState, proposed: string): Topic | null {
  const standing = chat?.state === "bot" ? chat.prompt?.seq : undefined;
  const prompt = log.events.find(({ seq }) => seq === standing);
  if (prompt?.kind !== "prompt") {
    return null;
  }
  const tag = prompt.body.tags.find(({ id, text }) => id === proposed || text === proposed);
  return tag === undefined ? null : { prompt: prompt.seq, tag: tag.id };
}

/** Whether a topic was chosen already, and the choice is still on its way. */
export function isPicked({ unsent }: ThreadState, { prompt }: Topic): boolean {
  return unsent.some(({ write }) => write.type === "tag.pick" && write.prompt === prompt);
}
