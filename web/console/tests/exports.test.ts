import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Exports, type Standing } from "../src/exports/exports.ts";
import { Http } from "../src/http.ts";
import type { Session } from "../src/session.ts";

const SESSION = { token: async () => "ann" } as unknown as Session;

/** Answers one request after the other; what it says is a status, a body, or no answer at all. */
type Said = { status?: number; body?: unknown } | "lost";

let asked: string[];
let saved: string[];
let stood: (string | number)[];
let exports: Exports;

function given(...answers: Said[]): void {
  asked = [];
  saved = [];
  stood = [];
  globalThis.fetch = async (input, init) => {
    asked.push(`${init?.method ?? "GET"} ${String(input).replace("/api/v1/chats/exports", "")}`);
    if (init?.method === "DELETE") {
      return new Response(null, { status: 204 });
    }
    const said = answers.shift() ?? { status: 500 };
    if (said === "lost") {
      throw new TypeError("Failed to fetch");
    }
    const headers = { "Content-Disposition": 'attachment; filename="chats.xlsx"' };
    return Response.json(said.body ?? {}, { status: said.status ?? 200, headers });
  };
  opened();
}

/** A page of its own, as after a reload. */
function opened(staff = "st_ann"): void {
  exports = new Exports(staff, new Http(SESSION), (_, name) => saved.push(name));
  exports.standing.subscribe(() => stood.push(told(exports.standing.value)));
}

function told(standing: Standing | null): string | number {
  if (standing === null) {
    return "nothing";
  }
  return standing.stage === "failed" ? standing.fault : standing.percent;
}

function going(state: string, percent: number): Said {
  return { body: { id: "exp_1", state, percent } };
}

const real = globalThis.fetch;
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  sessionStorage.clear();
  vi.useRealTimers();
  globalThis.fetch = real;
});

async function over(run: Promise<boolean>): Promise<boolean> {
  await vi.runAllTimersAsync();
  return await run;
}

test("a table is asked for, followed, saved, and taken off the server", async () => {
  given(going("waiting", 0), going("running", 40), going("running", 99), going("done", 100), {});
  expect(await over(exports.start("tab=new"))).toBe(true);
  expect(asked).toEqual([
    "POST ?tab=new",
    "GET /exp_1",
    "GET /exp_1",
    "GET /exp_1",
    "GET /exp_1/file",
    "DELETE /exp_1",
  ]);
  expect(stood).toEqual([0, 40, 99, 100, "nothing"]);
  expect(saved).toEqual(["chats.xlsx"]);
});

test("a line that is cut meanwhile costs nothing but time", async () => {
  given(
    going("waiting", 0),
    going("running", 40),
    "lost",
    { status: 503 },
    "lost",
    going("done", 100),
    {},
  );
  expect(await over(exports.start(""))).toBe(true);
  expect(saved).toEqual(["chats.xlsx"]);
});

test("a server that stays away is not waited for without end, and may be asked again", async () => {
  given(going("waiting", 0), ...Array<Said>(1000).fill("lost"));
  expect(await over(exports.start("tab=new"))).toBe(false);
  expect(stood.at(-1)).toBe("lost");
  expect(asked.length).toBeLessThan(200);
  given(going("waiting", 0), going("done", 100), {});
  await over(exports.start("tab=new"));
  expect(stood.at(-1)).toBe("nothing");
});

test.each([
  [{ status: 429, body: { code: "rate_limited" } }, "busy"],
  [{ status: 404, body: { code: "not_found" } }, "gone"],
  [{ status: 422, body: { code: "validation" } }, "other"],
  [{ status: 503, body: { code: "unavailable" } }, "lost"],
  ["lost", "lost"],
] as [Said, string][])(
  "a refusal is told so that the next step is known: %j",
  async (said, fault) => {
    given(said);
    expect(await over(exports.start(""))).toBe(false);
    expect(stood).toEqual([0, fault]);
  },
);

test("one that the server could not write is told of, and the same is asked for again", async () => {
  given(going("waiting", 0), going("failed", 20), going("waiting", 0), going("done", 100), {});
  expect(await over(exports.start("q=ann"))).toBe(false);
  expect(stood.at(-1)).toBe("other");
  expect(await over(exports.again())).toBe(true);
  expect(asked.filter((one) => one.startsWith("POST"))).toEqual(["POST ?q=ann", "POST ?q=ann"]);
});

test("whoever stops it gets nothing, and the server is told", async () => {
  given(going("waiting", 0), ...Array<Said>(1000).fill(going("running", 10)));
  const run = exports.start("");
  await vi.advanceTimersByTimeAsync(2000);
  expect(exports.standing.value).toEqual({ stage: "writing", percent: 10 });
  exports.stop();
  expect(await over(run)).toBe(false);
  expect(saved).toEqual([]);
  expect(stood.at(-1)).toBe("nothing");
  expect(asked.at(-1)).toBe("DELETE /exp_1");
});

test("there is one at a time", async () => {
  given(going("waiting", 0), going("done", 100), {});
  const first = exports.start("tab=new");
  expect(await exports.start("tab=mine")).toBe(false);
  await over(first);
  expect(asked.filter((one) => one.startsWith("POST"))).toEqual(["POST ?tab=new"]);
});

test("a page that is reloaded goes on with what was on its way", async () => {
  given(going("waiting", 0), going("running", 40), going("running", 70), going("done", 100), {});
  const left = exports.start("tab=new");
  await vi.advanceTimersByTimeAsync(500);
  vi.clearAllTimers(); // the page is gone, and what waited in it
  opened();
  expect(await over(exports.resume())).toBe(true);
  expect(asked).toEqual([
    "POST ?tab=new",
    "GET /exp_1",
    "GET /exp_1",
    "GET /exp_1",
    "GET /exp_1/file",
    "DELETE /exp_1",
  ]);
  expect(saved).toEqual(["chats.xlsx"]);
  expect(await over(exports.resume())).toBe(false);
  void left;
});

test("what came to its end, was stopped or is somebody else's is not gone on with", async () => {
  given(going("waiting", 0), going("done", 100), {}, going("waiting", 0), going("running", 1));
  await over(exports.start(""));
  opened();
  expect(await over(exports.resume())).toBe(false);
  const run = exports.start("");
  await vi.advanceTimersByTimeAsync(500);
  opened("st_bob");
  expect(await exports.resume()).toBe(false);
  void run;
});

test("a table that has gone meanwhile is told of, and can be asked for again", async () => {
  sessionStorage.setItem("console/export/st_ann", JSON.stringify({ id: "exp_1", query: "q=ann" }));
  given({ status: 404, body: { code: "not_found" } }, going("waiting", 0), going("done", 100), {});
  expect(await over(exports.resume())).toBe(false);
  expect(stood.at(-1)).toBe("gone");
  expect(await over(exports.again())).toBe(true);
  expect(asked).toContain("POST ?q=ann");
});
