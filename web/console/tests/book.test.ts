import { waitFor } from "@testing-library/react";
import { expect, onTestFinished, test } from "vitest";
import { Http } from "../src/http.ts";
import { ReplyBook } from "../src/replies/book.ts";
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
    const status = fails.shift() ?? 200;
    return Response.json({ items: [...replies], next_cursor: null }, { status });
  };
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
