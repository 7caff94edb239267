/** What does every part of the console work with, beside the socket? */

import type { ChatClient } from "@chatserver/protocol";
import { createContext, useContext } from "react";
import type { Api } from "./api.ts";
import type { Directory } from "./directory.ts";
import type { Exports } from "./exports/exports.ts";
import type { Http } from "./http.ts";
import type { Views } from "./list/views.ts";
import type { Chime } from "./news/chime.ts";
import type { Notices } from "./notices/notices.ts";
import type { Preferences } from "./preferences.ts";
import type { ReplyBook } from "./replies/book.ts";
import type { Me, Session } from "./session.ts";

export interface Tools {
  session: Session;
  http: Http;
  api: Api;
  directory: Directory;
  preferences: Preferences;
  views: Views;
  notices: Notices;
  book: ReplyBook;
  exports: Exports;
  chime: Chime;
  /** A line beside the one that the screens have. */
  watch(): ChatClient;
  me: Me;
}

const Context = createContext<Tools | null>(null);
export const ToolsProvider = Context.Provider;

export function useTools(): Tools {
  const tools = useContext(Context);
  if (tools === null) {
    throw new Error("a screen needs a ToolsProvider around it");
  }
  return tools;
}
