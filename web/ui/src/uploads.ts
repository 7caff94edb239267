/** Which files are on their way to the server, how far are they, and what happens when they are there? */

import { Signal } from "@chatserver/protocol";
import { Upload } from "tus-js-client";

export interface Going {
  readonly id: string;
  readonly chat: string;
  readonly name: string;
  /** Bytes, of the whole and of what the server has. */
  readonly size: number;
  readonly sent: number;
  readonly status: "going" | "paused" | "failed" | "there";
  /** Why it failed: a code of the server's, or `lost`. */
  readonly code?: string;
  /** It goes out as a message as soon as it is there, with these words. */
  readonly words?: string;
  /** And with these. */
  readonly more?: More;
}

/** What goes with a message besides its words and its file: a transition, what it replies to. */
export interface More {
  link?: { to: string; target?: string };
  reply?: number;
}

/** Where files are taken, and with which credential. */
export interface UploadDoor {
  readonly endpoint: string;
  readonly token: (fresh: boolean) => Promise<string>;
}

interface Message extends More {
  chat: string;
  text?: string;
  file?: string;
}

type Send = (message: Message) => void;

interface Work {
  upload: Upload;
  file?: string;
}

/** What a slow line can lose at a time. */
const CHUNK_BYTES = 1024 * 1024;
const RETRY_MS = [0, 1_000, 3_000, 10_000, 30_000];

/** Sends files piece by piece; each can be paused, goes on after a lost line, and is sent once. */
export class Uploads {
  readonly state = new Signal<readonly Going[]>([]);
  readonly #door: UploadDoor;
  readonly #send: Send;
  readonly #works = new Map<string, Work>();
  #next = 1;

  constructor(door: UploadDoor, send: Send) {
    this.#door = door;
    this.#send = send;
  }

  /** Take files for a chat; one that is larger than `most` bytes is refused here and now. */
  add(chat: string, files: readonly File[], most: number): void {
    for (const file of files) {
      const id = `up-${this.#next}`;
      this.#next += 1;
      const { name, size } = file;
      const tooLarge = size > most;
      const code = tooLarge ? "file_too_large" : size === 0 ? "file_empty" : undefined;
      const going: Going = { id, chat, name, size, sent: 0, status: code ? "failed" : "going" };
      this.state.set([...this.state.value, code === undefined ? going : { ...going, code }]);
      if (code === undefined) {
        this.#begin(id, file);
      }
    }
  }

  /** Each file becomes a message of its own once it is there; the first has the words and more. */
  dispatch(chat: string, text: string, more: More = {}): void {
    let first: Partial<Going> = { words: text, more };
    for (const one of this.of(chat)) {
      if (one.words === undefined && one.status !== "failed") {
        this.#change(one.id, first);
        first = { words: "" };
      }
    }
    this.#settle(chat);
  }

  of(chat: string): readonly Going[] {
    return this.state.value.filter((one) => one.chat === chat);
  }

  pause(id: string): void {
    void this.#works.get(id)?.upload.abort();
    this.#change(id, { status: "paused" });
    this.#settleAround(id);
  }

  resume(id: string): void {
    const work = this.#works.get(id);
    if (work !== undefined) {
      this.#change(id, { status: "going" });
      work.upload.start();
    }
  }

  /** Take a file out; the server forgets what it has of it, if it has not refused it itself. */
  remove(id: string): void {
    const work = this.#works.get(id);
    const going = this.state.value.find((one) => one.id === id);
    const refused = going?.status === "failed" && going.code !== "lost";
    work?.upload.abort(work.file === undefined && !refused).catch(() => undefined);
    this.#forget(id);
    if (going !== undefined) {
      this.#passOn(going);
      this.#settle(going.chat);
    }
  }

  #begin(id: string, file: File): void {
    let refused = false;
    const upload = new Upload(file, {
      endpoint: this.#door.endpoint,
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRY_MS,
      // Nothing is looked up from an earlier visit: the file would have to be chosen again anyway.
      storeFingerprintForResuming: false,
      metadata: { filename: file.name, filetype: file.type, purpose: "message" },
      onBeforeRequest: async (request) => {
        request.setHeader("Authorization", `Bearer ${await this.#door.token(refused)}`);
        refused = false;
      },
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        refused = status === 401;
        return refused || status === 0 || status === 409 || status === 423 || status >= 500;
      },
      onProgress: (sent) => this.#change(id, { sent }),
      onError: (error) => {
        const body = "originalResponse" in error ? error.originalResponse?.getBody() : undefined;
        this.#change(id, { status: "failed", code: codeOf(body) });
        this.#settleAround(id);
      },
      onSuccess: () => {
        const work = this.#works.get(id);
        if (work !== undefined) {
          work.file = upload.url?.split("/").at(-1) ?? "";
          this.#change(id, { status: "there", sent: file.size });
          this.#settleAround(id);
        }
      },
    });
    this.#works.set(id, { upload });
    upload.start();
  }

  #settleAround(id: string): void {
    const chat = this.state.value.find((one) => one.id === id)?.chat;
    if (chat !== undefined) {
      this.#settle(chat);
    }
  }

  /** What is there, and wanted, becomes messages in the order of choosing; who halts holds up none. */
  #settle(chat: string): void {
    for (const one of this.of(chat)) {
      const file = this.#works.get(one.id)?.file;
      if (one.words !== undefined && one.status === "there" && file !== undefined) {
        this.#forget(one.id);
        this.#send(message(chat, one.words, one.more, file));
      } else if (one.words !== undefined && one.status === "going") {
        return;
      }
    }
  }

  /** What was said with a file that does not go after all, goes with the next one, or alone. */
  #passOn({ chat, words = "", more = {} }: Going): void {
    const next = this.of(chat).find((one) => one.words === "" && one.more === undefined);
    if (next !== undefined) {
      this.#change(next.id, { words, more });
    } else if (words !== "" || more.link !== undefined) {
      this.#send(message(chat, words, more));
    }
  }

  #forget(id: string): void {
    this.#works.delete(id);
    this.state.set(this.state.value.filter((one) => one.id !== id));
  }

  #change(id: string, patch: Partial<Going>): void {
    this.state.set(
      this.state.value.map((one) => {
        if (one.id !== id) {
          return one;
        }
        const { code, ...rest } = one;
        return { ...rest, ...patch };
      }),
    );
  }
}

function message(chat: string, words: string, more: More = {}, file?: string): Message {
  return {
    chat,
    ...(file === undefined ? {} : { file }),
    ...(words === "" ? {} : { text: words }),
    ...more,
  };
}

function codeOf(body: string | undefined): string {
  try {
    const problem: unknown = JSON.parse(body ?? "");
    return typeof problem === "object" && problem !== null && "code" in problem
      ? String(problem.code)
      : "lost";
  } catch {
    return "lost";
  }
}
