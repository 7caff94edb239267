import { MantineProvider } from "@mantine/core";
import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import fc from "fast-check";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { DictationButton } from "../src/DictationButton.tsx";
import { draftOf, forgetDrafts, keepDraft } from "../src/drafts.ts";
import { speak } from "../src/language.tsx";
import { quotedOf } from "../src/quoting.ts";

beforeAll(() => speak({ ru: {}, en: {} }));
beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

test("each chat keeps what was begun there, until it is sent", () => {
  keepDraft("ann/chat_1", "Good day to");
  keepDraft("ann/chat_2", "The master");
  expect(draftOf("ann/chat_1")).toBe("Good day to");
  keepDraft("ann/chat_1", "");
  expect(draftOf("ann/chat_1")).toBe("");
  expect(draftOf("ann/chat_2")).toBe("The master");
});

test("whoever signs out leaves no words behind, and takes nobody else's along", () => {
  keepDraft("ann/chat_1", "of ann");
  keepDraft("bob/chat_1", "of bob");
  forgetDrafts("ann");
  expect(draftOf("ann/chat_1")).toBe("");
  expect(draftOf("bob/chat_1")).toBe("of bob");
  expect(JSON.stringify({ ...localStorage })).not.toContain("of ann");
});

test("a hundred drafts are kept, and the oldest make room", () => {
  for (let number = 0; number <= 100; number += 1) {
    keepDraft(`ann/chat_${number}`, `text ${number}`);
  }
  expect(draftOf("ann/chat_0")).toBe("");
  expect(draftOf("ann/chat_1")).toBe("text 1");
});

test("what a text quotes by itself stands apart from the answer", () => {
  const text = "> The lift\n> stands still\nOn our way";
  expect(quotedOf(text)).toEqual({ quote: "The lift\nstands still", text: "On our way" });
});

test("a text that quotes nothing is all answer", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!text.startsWith("> "));
      expect(quotedOf(text)).toEqual({ quote: "", text });
    }),
  );
});

/** A browser that writes down what it is told to have heard. */
class Recognition {
  static last: Recognition;
  lang = "";
  onresult: ((event: object) => void) | null = null;
  onend: (() => void) | null = null;

  constructor() {
    Recognition.last = this;
  }

  start(): void {}

  abort(): void {}

  stop(): void {
    this.onend?.();
  }

  hears(transcript: string, isFinal: boolean): void {
    const result = Object.assign([{ transcript }], { isFinal });
    this.onresult?.({ resultIndex: 0, results: [result] });
  }
}

function givenButton(): { hear: ReturnType<typeof vi.fn>; button: HTMLElement | null } {
  const hear = vi.fn();
  render(
    <MantineProvider>
      <DictationButton hear={hear} />
    </MantineProvider>,
  );
  return { hear, button: screen.queryByRole("button", { name: "Dictate" }) };
}

test("where the browser cannot write down speech there is no button", () => {
  expect(givenButton().button).toBeNull();
});

test("what was said is written once it is certain, until the button is pressed again", async () => {
  vi.stubGlobal("webkitSpeechRecognition", Recognition);
  const { hear, button } = givenButton();
  await userEvent.click(button as HTMLElement);
  expect(button?.getAttribute("aria-pressed")).toBe("true");
  act(() => Recognition.last.hears("the lif", false));
  act(() => Recognition.last.hears("the lift stands", true));
  expect(hear.mock.calls).toEqual([["the lift stands "]]);
  expect(["ru-RU", "en-US"]).toContain(Recognition.last.lang);
  await userEvent.click(button as HTMLElement);
  expect(button?.getAttribute("aria-pressed")).toBe("false");
});
