import { expect, test } from "vitest";
import { exported, received } from "../src/list/exporting.ts";
import { EVERYTHING, httpOf } from "../src/list/filter.ts";

test("the export asks for what the list shows, with its columns in their order", () => {
  const query = exported(httpOf({ ...EVERYTHING, tab: "mine", q: "ann" }), [
    "updated",
    "client",
    "place",
    "channel",
  ]);
  expect([...query]).toEqual([
    ["tab", "mine"],
    ["q", "ann"],
    ["texts", "false"],
    ["columns", "updated_at"],
    ["columns", "client"],
    ["columns", "address"],
    ["columns", "platform"],
  ]);
});

test("how far a download is, is told piece by piece, and it comes whole", async () => {
  const pieces = [new Uint8Array([1, 2, 3]), new Uint8Array([4])];
  const body = new ReadableStream<Uint8Array>({
    pull(stream) {
      const piece = pieces.shift();
      if (piece === undefined) {
        stream.close();
      } else {
        stream.enqueue(piece);
      }
    },
  });
  const told: (number | null)[] = [];
  const response = new Response(body, { headers: { "Content-Length": "4" } });
  const blob = await received(response, (progress) => told.push(progress));
  expect(told).toEqual([0.75, 1]);
  expect(blob.size).toBe(4);
});

test("of a download of unknown length no share is told", async () => {
  const told: (number | null)[] = [];
  await received(new Response("abc"), (progress) => told.push(progress));
  expect(told.every((progress) => progress === null)).toBe(true);
});
