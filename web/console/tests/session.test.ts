import { SignedOut } from "@chatserver/protocol";
import { waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { NotSignedIn, Session } from "../src/session.ts";

const ME = { id: "st_ann", name: "Ann" };
const SIGNED_IN = { ...ME, enrols: false };
const asked: { path: string; body: Record<string, string> }[] = [];
let answers: (Response | Promise<Response>)[] = [];
const real = globalThis.fetch;

/** jsdom has no locks; a queue stands in for the browser's. */
function givenLocks(): void {
  let turn: Promise<unknown> = Promise.resolve();
  const request = (_name: string, act: () => Promise<unknown>) => {
    const mine = turn.then(act);
    turn = mine.catch(() => null);
    return mine;
  };
  Object.defineProperty(navigator, "locks", { value: { request }, configurable: true });
}

beforeEach(() => {
  givenLocks();
  asked.length = 0;
  answers = [];
  globalThis.fetch = async (input, init) => {
    asked.push({
      path: String(input),
      body: JSON.parse(String(init?.body)) as Record<string, string>,
    });
    return answers.shift() ?? new Response(null, { status: 500 });
  };
});

afterEach(() => {
  Reflect.deleteProperty(navigator, "locks");
  globalThis.fetch = real;
});

function tokens(n: number, expires_in = 900): Response {
  return Response.json({ access_token: `a${n}`, refresh_token: `r${n}`, expires_in, me: ME });
}

/** An answer that comes when the test says so. */
function given(): { answer: Promise<Response>; come(response: Response): void } {
  let come = (_: Response) => {};
  const answer = new Promise<Response>((resolve) => {
    come = resolve;
  });
  return { answer, come: (response) => come(response) };
}

async function givenSignedIn(expires_in = 900): Promise<Session> {
  const session = new Session("local");
  answers.push(tokens(1, expires_in));
  await session.signIn("ann@example.org", "secret");
  return session;
}

test("a sign-in lasts over a reload", async () => {
  await givenSignedIn();
  const again = new Session("local");
  expect(again.me.value).toEqual(SIGNED_IN);
  expect(await again.token(false)).toBe("a1");
});

test("who has to set up a second factor first is told so, over a reload too", async () => {
  const session = new Session("local");
  answers.push(
    Response.json({
      access_token: "a1",
      refresh_token: "r1",
      expires_in: 900,
      enrol_totp: true,
      me: ME,
    }),
  );
  await session.signIn("ann@example.org", "secret");
  expect(session.me.value?.enrols).toBe(true);
  expect(new Session("local").me.value?.enrols).toBe(true);
});

test.each([
  [401, "wrong"],
  [429, "often"],
  [503, "failed"],
])("a sign-in answered with %i says %s", async (status, why) => {
  answers.push(new Response(null, { status }));
  const session = new Session("local");
  await expect(session.signIn("ann@example.org", "x")).rejects.toEqual(
    new NotSignedIn(why as "wrong"),
  );
  expect(session.me.value).toBeNull();
});

test("a token that nears its end is renewed with the rotating refresh token", async () => {
  const session = await givenSignedIn(10);
  answers.push(tokens(2));
  expect(await session.token(false)).toBe("a2");
  expect(asked.at(-1)).toEqual({
    path: "/api/v1/auth/refresh",
    body: { refresh_token: "r1", attempt: expect.stringMatching(/^[0-9a-f]{32}$/) },
  });
  expect(await session.token(false)).toBe("a2");
  expect(asked).toHaveLength(2);
});

test("a refused token is renewed even before its end, once", async () => {
  const session = await givenSignedIn();
  await session.token(false);
  answers.push(tokens(2));
  expect(await session.token(true)).toBe("a2");
});

test("a tab takes what another tab has renewed, and does not use the old refresh token", async () => {
  const one = await givenSignedIn();
  const other = new Session("local");
  await one.token(false);
  await other.token(false);
  answers.push(tokens(2));
  await one.token(true);
  expect(await other.token(true)).toBe("a2");
  expect(asked.filter(({ path }) => path.endsWith("refresh"))).toHaveLength(1);
});

test.each(["with locks", "without locks"])(
  "two tabs that renew at once use the refresh token once: %s",
  async (how) => {
    if (how === "without locks") {
      Reflect.deleteProperty(navigator, "locks");
    }
    const one = await givenSignedIn(10);
    const other = new Session("local");
    answers.push(tokens(2));
    expect(await Promise.all([one.token(false), other.token(false)])).toEqual(["a2", "a2"]);
    expect(asked.filter(({ path }) => path.endsWith("refresh"))).toHaveLength(1);
  },
);

test("a tab that was closed while it renewed does not hold up the others for ever", async () => {
  Reflect.deleteProperty(navigator, "locks");
  const session = await givenSignedIn(10);
  const over = { who: "gone", until: Date.now() - 1 };
  localStorage.setItem("console/refresh", JSON.stringify(over));
  answers.push(tokens(2));
  expect(await session.token(false)).toBe("a2");
  expect(localStorage.getItem("console/refresh")).toBeNull();
});

test("a renewal whose answer is lost is tried again under the same name, over a reload too", async () => {
  const session = await givenSignedIn(10);
  answers.push(Promise.reject(new TypeError("network")), Promise.reject(new TypeError("network")));
  await expect(session.token(false)).rejects.toThrow("network");
  await expect(new Session("local").token(false)).rejects.toThrow("network");
  answers.push(tokens(2, 10), tokens(3));
  expect(await session.token(false)).toBe("a2");
  expect(await session.token(false)).toBe("a3");
  const [first, second, third, next] = asked.slice(1).map(({ body }) => body["attempt"]);
  expect(first).toBeTruthy();
  expect([second, third]).toEqual([first, first]);
  expect(next).not.toBe(first);
});

test("a refused refresh signs out; a failing server does not", async () => {
  const session = await givenSignedIn(10);
  await expect(session.token(false)).rejects.not.toBeInstanceOf(SignedOut);
  expect(session.me.value).toEqual(SIGNED_IN);
  answers.push(new Response(null, { status: 401 }));
  await expect(session.token(false)).rejects.toBeInstanceOf(SignedOut);
  expect(session.me.value).toBeNull();
});

test.each([
  ["an answer", () => tokens(2)],
  ["a refusal", () => new Response(null, { status: 401 })],
])("who signs out while a token is renewed stays signed out: %s", async (_, answer) => {
  const session = await givenSignedIn(10);
  const late = given();
  answers.push(late.answer, new Response(null, { status: 204 }));
  const renewing = session.token(false);
  await waitFor(() => expect(asked.at(-1)?.path).toBe("/api/v1/auth/refresh"));
  await session.signOut();
  late.come(answer());
  await expect(renewing).rejects.toBeInstanceOf(SignedOut);
  expect(session.me.value).toBeNull();
  expect(new Session("local").me.value).toBeNull();
});

test("who signed in anew while the old token was renewed stays signed in", async () => {
  const session = await givenSignedIn(10);
  const late = given();
  answers.push(late.answer, tokens(3));
  const renewing = session.token(false);
  await waitFor(() => expect(asked.at(-1)?.path).toBe("/api/v1/auth/refresh"));
  await new Session("local").signIn("ann@example.org", "secret");
  late.come(new Response(null, { status: 401 }));
  expect(await renewing).toBe("a3");
  expect(await session.token(false)).toBe("a3");
});

test("signing out forgets the tokens whatever the server says", async () => {
  const session = await givenSignedIn();
  await session.signOut();
  expect(asked.at(-1)?.path).toBe("/api/v1/auth/logout");
  expect(new Session("local").me.value).toBeNull();
});
