import { waitFor } from "@testing-library/react";
import { expect, onTestFinished, test } from "vitest";
import { Http } from "../src/http.ts";
import { type Reply, ReplyBook } from "../src/replies/book.ts";
import { Session } from "../src/session.ts";

const DRAFT = { title: "Thanks", text: "Thank you!", shared: false };

/** A server with one reply; `fails`: what it answers the next lists with. */
function givenBook(fails: number[] = []): ReplyBook {
  const replies = [{ id: "r_1", title: "Hello", text: "Hello!", shared: false, version: 1 }];
  const real = globalThis.fetch;
  onTestFinished(() => {
    globalThis.fetch = real;
  });
  globalThis.fetch = async (input, init) => {
    if (String(input).endsWith("/auth/login")) {
      const me = { id: "st_1", name: "Ann" };
      return Response.json({ access_token: "a", refresh_token: "r", expires_in: 900, me });
    }
    if (init?.method === "POST") {
      const made = { ...(JSON.parse(String(init.body)) as typeof DRAFT), id: "r_2", version: 1 };
      replies.push(made);
      return Response.json(made, { status: 201 });
    }
    const one = replies.find(({ id }) => String(input).endsWith(`/${id}`));
    if (one !== undefined) {
      const held = new Headers(init?.headers).get("If-Match") === `"${one.version}"`;
      if (!held) {
        return Response.json({ code: "precondition_failed" }, { status: 412 });
      }
      Object.assign(one, JSON.parse(String(init?.body)), { version: one.version + 1 });
      return Response.json(one);
    }
    const status = fails.shift() ?? 200;
    return Response.json({ items: [...replies], next_cursor: null }, { status });
  };
  return new ReplyBook(new Http(new Session("local")));
}

/** The same server, seen from another tab. */
function givenAnother(): ReplyBook {
  return new ReplyBook(new Http(new Session("local")));
}

async function signedIn(book: ReplyBook): Promise<ReplyBook> {
  await new Session("local").signIn("ann@example.org", "secret");
  return book;
}

const titles = (book: ReplyBook) => book.replies.value?.map(({ title }) => title);

test("what is added before the list has come stands beside the others", async () => {
  const book = await signedIn(givenBook());
  await book.add(DRAFT);
  expect(titles(book)).toEqual(["Hello", "Thanks"]);
});

test("what is added while the list is on its way stands in it once", async () => {
  const book = await signedIn(givenBook());
  book.open();
  await book.add(DRAFT);
  expect(titles(book)).toEqual(["Hello", "Thanks"]);
});

test("what is added while the list cannot be had is there when it is asked for again", async () => {
  const book = await signedIn(givenBook([503]));
  await book.add(DRAFT);
  expect(titles(book)).toBeUndefined();
  book.open();
  await waitFor(() => expect(titles(book)).toEqual(["Hello", "Thanks"]));
});

test("what another tab has changed is refused once, and can be changed after that", async () => {
  const book = await signedIn(givenBook());
  const another = givenAnother();
  book.open();
  another.open();
  await waitFor(() => expect([titles(book), titles(another)]).toEqual([["Hello"], ["Hello"]]));
  const known = (of: ReplyBook) => of.replies.value?.[0] as Reply;
  await another.change(known(another), { title: "Hi", text: "Hi!" });
  await expect(book.change(known(book), DRAFT)).rejects.toThrow();
  expect(titles(book)).toEqual(["Hi"]);
  await book.change(known(book), DRAFT);
  expect(titles(book)).toEqual(["Thanks"]);
});
