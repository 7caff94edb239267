/** Which shapes cross the socket? The server's own, under the names that the client's code uses. */

import type * as wire from "./frames.gen.ts";

export type {
  AssignedEvent,
  ErrorCode,
  EventBodies,
  EventKind,
  FileView,
  Filter,
  Limits,
  LinkView,
  MessageEvent,
  Named,
  Place,
  Prompt,
  PromptEvent,
  Resume,
  User,
} from "./frames.gen.ts";
export { ERROR_CODES, PROTOCOL } from "./frames.gen.ts";

export type Side = wire.User["kind"];
export type Tab = NonNullable<wire.Filter["tab"]>;
export type Author = wire.By;
export type MessageBody = wire.MessageView;
export type ChatEvent = wire.EventFrame;
export type Counts = wire.InboxCounts;
export type InboxChange = wire.RowChange;
export type Marks = wire.ChatMarks;
export type RetryPolicy = wire.Retry;
export type Row = wire.InboxRow;
export type Watched = wire.Watch;
export type Welcome = wire.WelcomePush;
export type Push = wire.Push;
export type Note = wire.NoteView;
export type ErrorFrame = wire.ErrorPush;

/** A chat as either side sees it: only staff get the phone, the comment, the count of notes. */
export type Chat = Omit<wire.Chat, "client"> & {
  client: wire.ClientView & { phone?: string };
  comment?: string;
  comment_version?: number;
  notes?: number;
};

type Fields<T extends wire.Request, K extends string> = T extends unknown ? Omit<T, K> : never;

/** A write that leaves an event, and so carries a key that makes its repeat harmless. */
export type Write = Fields<Extract<wire.Request, { key: string }>, "id" | "key">;

/** What a write is answered with. */
export interface Written {
  seq: number;
  at?: string;
  assignment?: number;
  duplicate?: true;
}

/** Requests that have one answer and may be asked again. */
export type AskType = Exclude<keyof wire.Answers, "hello" | Write["type"]>;

/** What goes out with a request, and what comes back. */
export type Asks = {
  [T in AskType]: {
    fields: Fields<Extract<wire.Request, { type: T }>, "id" | "type">;
    answer: Omit<wire.Answers[T], "id" | "type">;
  };
};

/** Any frame, before it is known which. */
export type Frame = { type: string; id?: number | null } & Record<string, unknown>;
