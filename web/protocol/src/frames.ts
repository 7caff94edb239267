/** Which shapes cross the socket? The words of `chat.v1`, each once. */

export interface Named {
  id: string;
  name: string;
}

export interface Place extends Named {
  address?: string;
}

export type Side = "client" | "staff";
export type DialogState = "bot" | "staff" | "closed";
export type CloseReason = "solved" | "no_answer" | "timeout";
export type AssignCause = "tag" | "default" | "manual" | "queue" | "returned";
export type Tab = "all" | "new" | "mine" | "waiting";

export interface Author {
  kind: "client" | "staff" | "bot" | "system";
  id?: string;
  name: string;
}

export interface FileCard {
  id: string;
  name: string;
  size: number;
  mime: string;
  width?: number;
  height?: number;
  url: string;
  preview_url?: string;
}

export interface LinkCard {
  to: string;
  target?: string;
  title?: string;
  text?: string;
  image_url?: string;
  url: string;
}

export interface Tag {
  id: string;
  text: string;
}

export interface MessageBody {
  text?: string;
  file?: FileCard;
  link?: LinkCard;
  edited?: { version: number; at: string };
  deleted?: true;
}

export interface EventBodies {
  message: MessageBody;
  edited: { target: number; text?: string; version: number };
  deleted: { target: number };
  "dialog.opened": { dialog: number };
  greeting: { title?: string; text: string };
  prompt: { text: string; tags: Tag[] };
  tag: { prompt: number; tag: string; text: string };
  autoreply: { text: string };
  assigned: { department?: Named; staff?: Named; assignment: number; cause: AssignCause };
  "dialog.closed": { dialog: number; reason: CloseReason; text?: string };
}

export type EventKind = keyof EventBodies;

interface EventHead {
  type: "event";
  chat: string;
  seq: number;
  by: Author;
  key?: string;
  at: string;
}

/** One entry of a chat's log; `kind` decides the shape of `body`. */
export type ChatEvent = {
  [K in EventKind]: EventHead & { kind: K; body: EventBodies[K] };
}[EventKind];

export interface Marks {
  client: number;
  staff: number;
  unread: number;
}

export interface Chat {
  id: string;
  number: number;
  org: string;
  product: { id: string; kind: string; name: string };
  client: { id: string; name: string; phone?: string };
  place?: Place;
  platform?: string;
  dialog: number;
  state: DialogState;
  prompt?: { seq: number; expires_at: string };
  department?: Named;
  staff?: Named;
  assignment: number;
  last: number;
  marks: Marks;
  created_at: string;
  updated_at: string;
  comment?: string;
  comment_version?: number;
}

export interface Row extends Chat {
  preview: string;
  unread: number;
  tag?: Tag;
}

export interface Filter {
  tab?: Tab;
  q?: string;
  objects?: string[];
  departments?: string[];
  staff?: string[];
  clients?: string[];
  products?: string[];
  tags?: string[];
  states?: DialogState[];
  platforms?: string[];
  created?: { from?: string; to?: string };
  updated?: { from?: string; to?: string };
  sort?: "updated" | "created";
}

export interface Counts {
  new: number;
  mine: number;
  waiting: number;
}

export interface Watched {
  chat: Chat;
  last: number;
  /** Absent when `after` lay beyond the end: nothing is watched, a `reset` follows. */
  events?: ChatEvent[];
  gap?: { from: number; to: number };
  more?: boolean;
}

export interface User {
  id: string;
  kind: Side;
  name: string;
  org: Named;
  permissions?: string[];
  places?: Place[];
}

export interface Limits {
  frame_bytes: number;
  text: number;
  comment: number;
  watches: number;
  requests_per_s: number;
  sends_per_s: number;
  file_bytes: number;
  edit_s: number;
}

export interface RetryPolicy {
  base_s: number;
  cap_s: number;
  spread_s: number;
}

export interface Welcome {
  type: "welcome";
  id: number;
  user: User;
  epoch: string;
  expires_at: string;
  now: string;
  ping_s: number;
  retry: RetryPolicy;
  limits: Limits;
  resumed?: Record<string, Watched | { code: string }>;
}

/** A write that leaves an event, and so carries a key that makes its repeat harmless. */
export type Write =
  | {
      type: "send";
      chat: string;
      text?: string;
      file?: string;
      link?: { to: string; target?: string };
    }
  | { type: "edit"; chat: string; seq: number; text: string }
  | { type: "delete"; chat: string; seq: number }
  | { type: "tag.pick"; chat: string; prompt: number; tag: string }
  | { type: "dialog.new"; chat: string; place?: string }
  | { type: "dialog.close"; chat: string; dialog: number; reason: "solved" | "no_answer" }
  | { type: "assign"; chat: string; department: string; staff?: string; expect: number };

/** What a write is answered with. */
export interface Written {
  seq: number;
  at?: string;
  assignment?: number;
  duplicate?: boolean;
}

/** Every other request that has one answer. */
export interface Asks {
  "chat.open": {
    fields: { product: string; place?: string };
    answer: { chat: Chat; last: number };
  };
  "chat.watch": { fields: { chat: string; after?: number }; answer: Watched };
  "chat.unwatch": { fields: { chat: string }; answer: object };
  history: {
    fields: { chat: string; before?: number; after?: number; limit?: number };
    answer: { events: ChatEvent[]; more: boolean };
  };
  read: { fields: { chat: string; seq: number }; answer: { seq: number } };
  comment: {
    fields: { chat: string; text: string; expect: number };
    answer: { comment_version: number };
  };
  "inbox.watch": {
    fields: { filter?: Filter; limit?: number };
    answer: { rows: Row[]; cursor?: string; rev: number; counts: Counts };
  };
  "inbox.page": {
    fields: { cursor: string; limit?: number };
    answer: { rows: Row[]; cursor?: string };
  };
  "inbox.unwatch": { fields: object; answer: object };
  presence: { fields: { state: "available" | "away" }; answer: object };
  auth: { fields: { token: string }; answer: { expires_at: string } };
}

export type AskType = keyof Asks;

export interface InboxChange {
  op: "put" | "remove";
  chat: string;
  row?: Row;
}

/** What the server says without being asked. */
export type Push =
  | ChatEvent
  | ({ type: "marks"; chat: string } & Marks)
  | { type: "typing"; chat: string; by: Author; on: boolean }
  | { type: "inbox"; rev: number; rows: InboxChange[] }
  | ({ type: "counts" } & Counts)
  | { type: "lag"; chat: string; last: number }
  | {
      type: "reset";
      what: "chat" | "inbox" | "all";
      chat?: string;
      why: "epoch" | "access" | "ahead";
    }
  | { type: "unwatched"; chat: string; code: string }
  | { type: "auth.expiring"; expires_at: string }
  | { type: "bye"; code: number; why: string; after_ms?: number };

export interface ErrorFrame {
  type: "error";
  id: number | null;
  code: string;
  message: string;
  retry_ms?: number;
  data?: Record<string, unknown>;
}

export type Frame = { type: string; id?: number | null } & Record<string, unknown>;
