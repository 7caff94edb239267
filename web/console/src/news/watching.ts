/** How does the console notice what is news in an employee's own chats, whatever list is shown? */

import { type ChatClient, onWake } from "@chatserver/protocol";
import type { Reason } from "../api.ts";
import { type News, OwnChats } from "./own.ts";

interface Watching {
  /** A line of its own: the other one's list is the one that the person has chosen. */
  connect(): ChatClient;
  /** Why each assignment of a chat was made. */
  routing(chat: string): Promise<Reason[]>;
  me: string;
  tell(news: News[]): void;
}

/** Tell of it until the returned function is called. */
export function watchOwnChats({ connect, routing, me, tell }: Watching): () => void {
  const client = connect();
  const chats = new OwnChats();
  let since: number | null = null;
  const look = async () => {
    const { phase, rows } = client.inbox.state.value;
    if (phase !== "current") {
      return;
    }
    since ??= client.now();
    const begun = since;
    const judged = chats.learn(rows).map(async (news) => {
      if (news.occasion === "message") {
        return news;
      }
      const reasons = await routing(news.row.id).catch(() => []);
      return judge(news, { reasons, me, begun });
    });
    const news = (await Promise.all(judged)).filter((one) => one !== null);
    if (news.length > 0) {
      tell(news);
    }
  };
  client.list({ tab: "mine" });
  const stops = [client.inbox.state.subscribe(() => void look()), onWake(() => client.wake())];
  return () => {
    for (const stop of stops) {
      stop();
    }
    client.stop();
  };
}

/** Nobody is told of what they did themselves (requirement 45), nor of what was so all along. */
function judge(
  given: News,
  { reasons, me, begun }: { reasons: readonly Reason[]; me: string; begun: number },
): News | null {
  const reason = reasons.find(({ assignment }) => assignment === given.row.assignment);
  if (reason !== undefined && Date.parse(reason.at) < begun) {
    // It stood too far down the list to be known.
    return given.row.unread > 0 ? { ...given, occasion: "message" } : null;
  }
  return reason?.explanation?.by === me ? null : given;
}
