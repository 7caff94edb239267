/** What does this device know of one chat, and what has it written there? */

import type {
  Author,
  Chat,
  ChatEvent,
  Marks,
  Named,
  Note,
  Prompt,
  Side,
  Watched,
} from "./frames.ts";
import {
  applied,
  caughtUp,
  EMPTY,
  evolved,
  type Log,
  prepended,
  renewed,
  reoffered,
} from "./log.ts";
import { answered, begun, type Missing, missing, NO_NOTES, type Notes, pushed } from "./notes.ts";
import type { Unsent } from "./outbox.ts";
import { Signal } from "./signal.ts";

export interface ThreadState {
  readonly id: string;
  /** Null until the first answer. */
  readonly chat: Chat | null;
  readonly log: Log;
  /** What employees wrote for each other; a client has none. */
  readonly notes: Notes;
  readonly marks: Marks;
  readonly typing: readonly Author[];
  /** Colleagues who have it on their screens, while this device has; empty for a client. */
  readonly viewers: readonly Named[];
  readonly unsent: readonly Unsent[];
  /** `current`: every push is heard; `behind`: what is shown may be old; `barred`: see `code`. */
  readonly phase: "behind" | "current" | "barred";
  readonly code?: string;
  readonly loadingOlder: boolean;
  /** For staff: the settings say that the client is asked how a dialog was. */
  readonly asks?: boolean;
}

/** Typing is a lease: gone after this without another (docs/protocol.md, "Pushes"). */
const TYPING_MS = 6_000;

type Timer = ReturnType<typeof setTimeout>;

const NO_MARKS: Marks = { client: 0, staff: 0, unread: 0 };

/** One chat's state, changed by frames alone; screens follow `state`. */
export class Thread {
  readonly id: string;
  readonly state: Signal<ThreadState>;
  readonly #leases = new Map<string, Timer>();

  constructor(id: string) {
    this.id = id;
    this.state = new Signal<ThreadState>({
      id,
      chat: null,
      log: EMPTY,
      notes: NO_NOTES,
      marks: NO_MARKS,
      typing: [],
      viewers: [],
      unsent: [],
      phase: "behind",
      loadingOlder: false,
    });
  }

  get last(): number {
    return this.state.value.log.last;
  }

  /** False when events before this one are missing: the chat has to be watched anew. */
  event(event: ChatEvent): boolean {
    const { log, chat } = this.state.value;
    const next = applied(log, event);
    if (next === "hole") {
      return false;
    }
    if (next !== log) {
      this.#change({ log: next, chat: chat === null ? null : evolved(chat, event) });
      if (event.kind === "message" || event.kind === "dialog.closed") {
        this.#quiet(event.by);
      }
    }
    return true;
  }

  note(note: Note): void {
    this.#change({ notes: pushed(this.state.value.notes, note) });
  }

  /** The answer to a question for notes; what was disowned since then wants none. */
  notes(asked: Missing, page: { notes: readonly Note[]; change: number; more: boolean }): void {
    if (this.state.value.notes !== NO_NOTES) {
      this.#change({ notes: answered(this.state.value.notes, asked, page) });
    }
  }

  missingNotes(): Missing | null {
    const { notes, log, phase } = this.state.value;
    return phase === "current" ? missing(notes, log) : null;
  }

  watched(answer: Watched): void {
    const chat: Chat = answer.chat;
    this.#change({
      chat,
      notes: begun(this.state.value.notes, chat.notes ?? 0),
      log: caughtUp(this.state.value.log, answer),
      marks: answer.chat.marks,
      phase: "current",
      loadingOlder: false,
      asks: answer.asks === true,
    });
  }

  /**
   * A card from elsewhere (the inbox, `chat.open`): taken where it is not older than the log. Of
   * notes it says nothing that a watch does not: it only comes before their pushes.
   */
  card(chat: Chat): void {
    const known = this.state.value.chat;
    if (known === null || chat.last >= known.last) {
      this.#change({ chat });
    } else if ((chat.comment_version ?? 0) > (known.comment_version ?? 0)) {
      const { comment, ...rest } = known;
      this.#change({ chat: { ...rest, ...pick(chat) } });
    }
  }

  marks(marks: Marks): void {
    const known = this.state.value.marks;
    this.#change({
      marks: {
        client: Math.max(known.client, marks.client),
        staff: Math.max(known.staff, marks.staff),
        unread: marks.unread,
      },
    });
  }

  typing(by: Author, on: boolean): void {
    this.#quiet(by);
    if (on) {
      this.#leases.set(
        who(by),
        setTimeout(() => this.#quiet(by), TYPING_MS),
      );
      this.#change({ typing: [...this.state.value.typing, by] });
    }
  }

  viewers(staff: readonly Named[]): void {
    this.#change({ viewers: staff });
  }

  older(events: readonly ChatEvent[], more: boolean): void {
    this.#change({ log: prepended(this.state.value.log, events, more), loadingOlder: false });
  }

  renewed(events: readonly ChatEvent[]): void {
    this.#change({ log: renewed(this.state.value.log, events) });
  }

  /** The standing prompt offers other topics than it did when it came. */
  offered(prompt: number, body: Prompt): void {
    this.#change({ log: reoffered(this.state.value.log, prompt, body) });
  }

  loadingOlder(on: boolean): void {
    this.#change({ loadingOlder: on });
  }

  unsent(unsent: readonly Unsent[]): void {
    this.#change({ unsent });
  }

  /** The line fell: keep what is shown, but it may be old now. */
  behind(): void {
    for (const timer of this.#leases.values()) {
      clearTimeout(timer);
    }
    this.#leases.clear();
    this.#change({ phase: "behind", typing: [], viewers: [], loadingOlder: false });
  }

  barred(code: string): void {
    this.#drop({ phase: "barred", code });
  }

  /** The server disowned what we hold. */
  forget(): void {
    this.#drop({ phase: "behind" });
  }

  #drop(patch: Partial<ThreadState>): void {
    const { code, ...state } = this.state.value;
    this.state.set({
      ...state,
      chat: patch.phase === "barred" ? null : state.chat,
      log: EMPTY,
      notes: NO_NOTES,
      marks: NO_MARKS,
      typing: [],
      viewers: [],
      loadingOlder: false,
      ...patch,
    });
  }

  #quiet(by: Author): void {
    const timer = this.#leases.get(who(by));
    if (timer !== undefined) {
      clearTimeout(timer);
      this.#leases.delete(who(by));
      this.#change({ typing: this.state.value.typing.filter((other) => who(other) !== who(by)) });
    }
  }

  #change(patch: Partial<ThreadState>): void {
    this.state.set({ ...this.state.value, ...patch });
  }
}

function who(author: Author): string {
  return `${author.kind}/${author.id ?? author.name}`;
}

function pick(chat: Chat): Pick<Chat, "comment" | "comment_version"> {
  return {
    ...(chat.comment === undefined ? {} : { comment: chat.comment }),
    ...(chat.comment_version === undefined ? {} : { comment_version: chat.comment_version }),
  };
}

/** Whether something by the other side lies above our own mark, so that `read` would say more. */
export function hasUnseen(state: ThreadState, side: Side): boolean {
  const other: Side = side === "client" ? "staff" : "client";
  const mark = state.marks[side];
  return (
    state.marks.unread > 0 ||
    state.log.events.some(
      (event) =>
        event.seq > mark &&
        event.by.kind === other &&
        (event.kind === "message" || event.kind === "tag"),
    )
  );
}
