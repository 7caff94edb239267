/** Which acts on a message does the screen offer? The server decides; this only hides dead buttons. */

import type { ChatEvent, Marks, Note, User } from "./frames.ts";

export interface Circumstances {
  user: User;
  marks: Marks;
  /** The server's clock, in milliseconds. */
  now: number;
  /** How long after sending a message may be changed. */
  editS: number;
  administrator?: boolean;
}

/** Own, younger than the window, unread by the other side: the rule of requirements A18, A19. */
export function mayEdit(event: ChatEvent, around: Circumstances): boolean {
  const { user, marks, now, editS } = around;
  const reader = user.kind === "client" ? "staff" : "client";
  return (
    stands(event) &&
    event.by.kind === user.kind &&
    event.by.id === user.id &&
    event.seq > marks[reader] &&
    now - Date.parse(event.at) < editS * 1000
  );
}

export function mayDelete(event: ChatEvent, around: Circumstances): boolean {
  const byAdministrator =
    around.administrator === true &&
    ((event.by.kind === "staff" && stands(event)) || isSaidInAName(event));
  return byAdministrator || mayEdit(event, around);
}

/** One's own under the same age as a message; an Administrator: any. */
export function mayDeleteNote(note: Note, around: Circumstances): boolean {
  const { user, now, editS, administrator } = around;
  const fresh = note.by.id === user.id && now - Date.parse(note.at) < editS * 1000;
  return note.deleted !== true && (administrator === true || fresh);
}

/** Words of the bot, or of a dialog's end, for which an employee's name stands (requirement 188). */
function isSaidInAName(event: ChatEvent): boolean {
  if (event.by.id === undefined) {
    return false;
  }
  return event.kind === "dialog.closed"
    ? event.body.text !== undefined
    : (event.kind === "greeting" || event.kind === "autoreply") && event.body.deleted !== true;
}

function stands(event: ChatEvent): boolean {
  return event.kind === "message" && event.body.deleted !== true;
}
