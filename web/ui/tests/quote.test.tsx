import { type ChatEvent, NO_NOTES } from "@chatserver/protocol";
import { render, screen, waitFor } from "@testing-library/react";
import i18next from "i18next";
import { beforeAll, expect, test, vi } from "vitest";
import { speak } from "../src/language.tsx";
import { linesOf, type Spoken } from "../src/lines.ts";
import { Quote, summaryOf } from "../src/Quote.tsx";

beforeAll(() => speak({ ru: {}, en: {} }));

const BY = { kind: "client", id: "cid", name: "Cid" } as const;

function said(seq: number, body: object): ChatEvent {
  const at = "2026-01-01T12:00:00.000Z";
  return { type: "event", chat: "c", seq, kind: "message", by: BY, at, body } as ChatEvent;
}

test("what is older than all that is shown is read, and leads there all the same", async () => {
  const look = vi.fn(async (seq: number) => said(seq, { text: "The lift stands" }) as Spoken);
  const show = vi.fn();
  const { rerender } = render(<Quote answered={{ seq: 3, event: null }} acts={{ look, show }} />);
  const quote = screen.getByTestId("quote");
  expect(quote.textContent).toContain("An earlier message");
  await waitFor(() => expect(quote.textContent).toContain("Cid" + "The lift stands"));
  quote.click();
  expect(show).toHaveBeenCalledExactlyOnceWith(3);
  const deleted = said(3, { deleted: true }) as Spoken;
  rerender(<Quote answered={{ seq: 3, event: deleted }} acts={{ look, show }} />);
  expect(quote.textContent).toContain("Message deleted");
  expect(look).toHaveBeenCalledOnce();
});

test("what cannot be read is an earlier message", async () => {
  const look = vi.fn(() => Promise.reject(new Error("lost")));
  render(<Quote answered={{ seq: 3, event: null }} acts={{ look, show: () => undefined }} />);
  await waitFor(() => expect(look).toHaveBeenCalled());
  expect(screen.getByTestId("quote").textContent).toContain("An earlier message");
});

test.each([
  [{ text: "> The lift\nstands" }, "stands"],
  [{ text: "words", file: { name: "a.pdf" } }, "words"],
  [{ file: { name: "a.pdf" } }, "a.pdf"],
  [{ link: { title: "Bills" } }, "Bills"],
  [{ deleted: true }, "Message deleted"],
])("in a few words %j is %s", (body, summary) => {
  expect(summaryOf(said(1, body) as Spoken, i18next.t)).toBe(summary);
});

test("a line knows what its message replies to, sent or not", () => {
  const unsent = {
    key: "k",
    write: { type: "send", chat: "c", text: "that one", reply: 2 },
    madeAt: 0,
    status: "queued",
  } as const;
  const events = [said(2, { text: "which?" }), said(3, { text: "it", reply: 2 })];
  const lines = linesOf(
    {
      id: "c",
      chat: null,
      log: {
        events: [...events, said(4, { text: "old", reply: 1 })],
        last: 4,
        more: true,
        amendments: new Map(),
      },
      notes: NO_NOTES,
      marks: { client: 0, staff: 0, unread: 0 },
      typing: [],
      viewers: [],
      unsent: [unsent],
      phase: "current",
      loadingOlder: false,
    },
    "client",
  );
  const answered = lines.flatMap((line) => ("answered" in line ? [line.answered] : []));
  const second = { seq: 2, event: events[0] };
  expect(answered).toEqual([null, second, { seq: 1, event: null }, second]);
});
