/** Do files become messages in their order, each once, with the words said once? */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Uploads } from "../src/uploads.ts";

const held: {
  options: { onSuccess(): void; onError(error: Error): void; onProgress(sent: number): void };
  url: string;
  aborted: boolean[];
  started: number;
}[] = [];

vi.mock("tus-js-client", () => ({
  Upload: class {
    url = "";
    aborted: boolean[] = [];
    started = 0;
    options: unknown;
    constructor(_file: File, options: unknown) {
      this.options = options;
      this.url = `/superapp/v1/files/uploads/file_${held.length}`;
      held.push(this as never);
    }
    start() {
      this.started += 1;
    }
    abort(terminate = false) {
      this.aborted.push(terminate);
      return Promise.resolve();
    }
  },
}));

const send = vi.fn();
let uploads: Uploads;

beforeEach(() => {
  uploads = new Uploads({ endpoint: "/files", token: async () => "t" }, send);
});

afterEach(() => {
  held.length = 0;
  send.mockClear();
});

function choose(...names: string[]) {
  uploads.add(
    "chat_1",
    names.map((name) => new File(["content"], name)),
    100,
  );
}

const there = (index: number) => held[index]?.options.onSuccess();
const refused = (index: number, code: string) =>
  held[index]?.options.onError(
    Object.assign(new Error("refused"), {
      originalResponse: { getBody: () => JSON.stringify({ code }) },
    }),
  );
const statuses = () => uploads.of("chat_1").map((one) => `${one.name} ${one.status}`);

test("nothing goes before it is sent, and then the words go with the first", () => {
  choose("a.png", "b.png");
  there(0);
  expect(send).not.toHaveBeenCalled();
  uploads.dispatch("chat_1", "look");
  expect(send).toHaveBeenCalledExactlyOnceWith({ chat: "chat_1", file: "file_0", text: "look" });
  there(1);
  expect(send).toHaveBeenLastCalledWith({ chat: "chat_1", file: "file_1" });
  expect(statuses()).toEqual([]);
});

test("a later file waits for an earlier one, unless that is halted or refused", () => {
  choose("a.png", "b.png", "c.png");
  uploads.dispatch("chat_1", "");
  there(2);
  there(1);
  expect(send).not.toHaveBeenCalled();
  uploads.pause("up-1");
  expect(send.mock.calls.map(([one]) => one.file)).toEqual(["file_1", "file_2"]);
  uploads.resume("up-1");
  expect(held[0]?.started).toBe(2);
  there(0);
  expect(send).toHaveBeenLastCalledWith({ chat: "chat_1", file: "file_0" });
});

test("words of a file that was refused go with the next one, or alone", () => {
  choose("a.png", "b.png");
  uploads.dispatch("chat_1", "look", { link: { to: "bills" }, reply: 4 });
  refused(0, "type_not_allowed");
  expect(uploads.of("chat_1")[0]?.code).toBe("type_not_allowed");
  uploads.remove("up-1");
  expect(held[0]?.aborted).toEqual([false]);
  uploads.remove("up-2");
  expect(held[1]?.aborted).toEqual([true]);
  expect(send).toHaveBeenCalledExactlyOnceWith({
    chat: "chat_1",
    text: "look",
    link: { to: "bills" },
    reply: 4,
  });
});

test("what is too large or empty never leaves the device", () => {
  uploads.add("chat_1", [new File(["x".repeat(101)], "a"), new File([], "b")], 100);
  expect(uploads.of("chat_1").map((one) => one.code)).toEqual(["file_too_large", "file_empty"]);
  expect(held).toEqual([]);
  uploads.dispatch("chat_1", "look");
  expect(send).not.toHaveBeenCalled();
});

test("files of another chat stay there", () => {
  choose("a.png");
  uploads.add("chat_2", [new File(["x"], "b.png")], 100);
  uploads.dispatch("chat_2", "");
  there(0);
  there(1);
  expect(send).toHaveBeenCalledExactlyOnceWith({ chat: "chat_2", file: "file_1" });
});
