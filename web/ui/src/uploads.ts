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
}

/** Where files are taken, and with which credential. */
export interface UploadDoor {
  readonly endpoint: string;
  readonly token: (fresh: boolean) => Promise<string>;
}

type Send = (message: { chat: string; text?: string; file: string }) => void;

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

  /** Each file becomes a message of its own once it is there; the first one has the words. */
  dispatch(chat: string, text: string): void {
    let words = text;
    for (const one of this.of(chat)) {
      if (one.words === undefined && one.status !== "failed") {
        this.#change(one.id, { words });
        words = "";
        this.#settle(one.id);
      }
    }
  }

  of(chat: string): readonly Going[] {
    return this.state.value.filter((one) => one.chat === chat);
  }

  pause(id: string): void {
    void this.#works.get(id)?.upload.abort();
    this.#change(id, { status: "paused" });
  }

  resume(id: string): void {
    const work = this.#works.get(id);
    if (work !== undefined) {
      this.#change(id, { status: "going" });
      work.upload.start();
    }
  }

  remove(id: string): void {
    void this.#works.get(id)?.upload.abort();
    this.#works.delete(id);
    this.state.set(this.state.value.filter((one) => one.id !== id));
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
      },
      onSuccess: () => {
        const work = this.#works.get(id);
        if (work !== undefined) {
          work.file = upload.url?.split("/").at(-1) ?? "";
          this.#change(id, { status: "there", sent: file.size });
          this.#settle(id);
        }
      },
    });
    this.#works.set(id, { upload });
    upload.start();
  }

  /** There, and wanted: now it is a message. */
  #settle(id: string): void {
    const going = this.state.value.find((one) => one.id === id);
    const file = this.#works.get(id)?.file;
    if (going?.status === "there" && going.words !== undefined && file !== undefined) {
      this.remove(id);
      const { chat, words } = going;
      this.#send(words === "" ? { chat, file } : { chat, text: words, file });
    }
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
