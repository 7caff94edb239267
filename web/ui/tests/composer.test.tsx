import { MantineProvider } from "@mantine/core";
import { act, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { Composer } from "../src/Composer.tsx";
import { speak } from "../src/language.tsx";

beforeAll(() => speak({ ru: {}, en: {} }));

function given(more: Partial<Parameters<typeof Composer>[0]> = {}) {
  const acts = {
    send: vi.fn(),
    save: vi.fn(async () => undefined),
    leaveEditing: vi.fn(),
    typing: vi.fn(),
    leave: vi.fn(),
  };
  const chat = `chat_${Math.random()}`;
  render(
    <MantineProvider>
      <Composer draft={chat} limit={20} editing={null} {...acts} {...more} />
    </MantineProvider>,
  );
  return { ...acts, field: screen.getByLabelText("Message") as HTMLTextAreaElement };
}

test("Enter sends and empties, Shift+Enter breaks the line", async () => {
  const { send, field } = given();
  await userEvent.type(field, "one{Shift>}{Enter}{/Shift}two{Enter}");
  expect(send).toHaveBeenCalledExactlyOnceWith("one\ntwo");
  expect(field.value).toBe("");
});

test("a text without a visible character is not sent", async () => {
  const { send, field } = given();
  await userEvent.type(field, "  \u200b {Enter}");
  expect(send).not.toHaveBeenCalled();
});

test("the limit counts code points, and says how many are too many", async () => {
  const { send, field } = given();
  await userEvent.click(field);
  await userEvent.paste("😀".repeat(20));
  expect(screen.getByText("0 characters left")).toBeDefined();
  await userEvent.paste("😀");
  expect(screen.getByText("1 character too many")).toBeDefined();
  await userEvent.keyboard("{Enter}");
  expect(send).not.toHaveBeenCalled();
});

test("how many characters are left is read out when somebody pauses, not with each letter", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { field } = given({ limit: 202 });
  // It stands there before its words come: many screen readers say nothing of both at once.
  const told = screen.getByRole("status");
  for (const text of ["a", "ab", "abc", "abcd"]) {
    fireEvent.change(field, { target: { value: text } });
  }
  expect(screen.getByText("198 characters left").getAttribute("aria-hidden")).toBe("true");
  expect(told.textContent).toBe("");
  act(() => vi.advanceTimersByTime(1000));
  expect(told.textContent).toBe("198 characters left");
});

test("editing begins with the old text, Enter saves, Esc leaves", async () => {
  const { save, leaveEditing, typing, field } = given({ editing: { seq: 4, text: "helo" } });
  expect(field.value).toBe("helo");
  await userEvent.type(field, "{Backspace}lo{Enter}");
  expect(save).toHaveBeenCalledExactlyOnceWith(4, "hello");
  await userEvent.type(field, "{Escape}");
  expect(leaveEditing).toHaveBeenCalledOnce();
  expect(typing).not.toHaveBeenCalledWith(true);
});

test("Esc outside of an edit goes where the screen says", async () => {
  const { leave, field } = given();
  await userEvent.type(field, "{Escape}");
  expect(leave).toHaveBeenCalledOnce();
});

const HINTS = [
  { id: "1", title: "Good day", text: "Good day to you" },
  { id: "2", title: "Goodbye", text: "Bye" },
];
const hints = (text: string) =>
  text.startsWith("/") ? HINTS.filter(({ title }) => title.startsWith(text.slice(1))) : [];

test("the arrows choose among hints and Enter takes one, without sending it", async () => {
  const { send, field } = given({ hints });
  await userEvent.type(field, "/Good{ArrowDown}");
  expect(screen.getByRole("option", { selected: true }).textContent).toContain("Goodbye");
  expect(field.getAttribute("aria-activedescendant")).toBe(
    screen.getByRole("option", { selected: true }).id,
  );
  await userEvent.keyboard("{Enter}");
  expect(field.value).toBe("Bye");
  expect(send).not.toHaveBeenCalled();
  await userEvent.keyboard("{Enter}");
  expect(send).toHaveBeenCalledExactlyOnceWith("Bye");
});

test("Esc puts the hints away and leaves what was typed, which can be sent as it is", async () => {
  const { send, leave, field } = given({ hints });
  await userEvent.type(field, "/Good{Escape}");
  expect(screen.queryByRole("listbox")).toBeNull();
  expect(leave).not.toHaveBeenCalled();
  await userEvent.keyboard("{Enter}");
  expect(send).toHaveBeenCalledExactlyOnceWith("/Good");
});

/** A desk on which the field speaks to the client or to colleagues. */
function givenDesk() {
  const acts = { send: vi.fn(), note: vi.fn(), typing: vi.fn(), attach: vi.fn(), leave: vi.fn() };
  const chat = `chat_${Math.random()}`;
  function Desk() {
    const [on, turn] = useState(false);
    return (
      <MantineProvider>
        <Composer
          draft={chat}
          limit={4000}
          editing={null}
          save={async () => undefined}
          leaveEditing={() => undefined}
          enclosed={{ view: <i>a file</i>, enough: true }}
          aside={{ on, turn, send: acts.note }}
          {...acts}
        />
      </MantineProvider>
    );
  }
  render(<Desk />);
  const field = (name: string) => screen.getByLabelText(name) as HTMLTextAreaElement;
  return { ...acts, field, turn: () => screen.getByRole("button", { name: "Note for employees" }) };
}

test("a note and a message never stand in for each other", async () => {
  const { send, note, typing, field, turn } = givenDesk();
  await userEvent.type(field("Message"), "to the client");
  typing.mockClear();
  // It stands there before its words come: many screen readers say nothing of both at once.
  const [told] = screen.getAllByRole("status");
  expect(told?.textContent).toBe("");
  await userEvent.click(turn());
  const noting = screen.getByPlaceholderText("A note for colleagues") as HTMLTextAreaElement;
  expect([noting.value, noting.getAttribute("aria-label")]).toEqual(["", "Note for employees"]);
  expect(screen.getAllByRole("status")[0]).toBe(told);
  expect(told?.textContent).toContain("Only for employees.");
  // What would go out with the message is not there, nor can more be attached.
  expect(screen.queryByText("a file")).toBeNull();
  expect(screen.queryByRole("button", { name: "Attach files" })).toBeNull();
  await userEvent.type(noting, "one{Enter}two{Enter}");
  expect(note.mock.calls).toEqual([["one"], ["two"]]);
  expect(send).not.toHaveBeenCalled();
  expect(typing).not.toHaveBeenCalledWith(true);

  await userEvent.type(noting, "begun{Escape}");
  expect(field("Message").value).toBe("to the client");
  expect(turn().getAttribute("aria-pressed")).toBe("false");
  await userEvent.type(field("Message"), "{Enter}");
  expect(send).toHaveBeenCalledExactlyOnceWith("to the client");
  await userEvent.click(turn());
  expect(noting.value).toBe("begun");
});

test("an empty note is not kept, whatever is attached to the message", async () => {
  const { note, turn } = givenDesk();
  await userEvent.click(turn());
  await userEvent.keyboard("{Enter}");
  expect(note).not.toHaveBeenCalled();
  expect(screen.getByRole("button", { name: "Keep the note" })).toHaveProperty("disabled", true);
});

test("what is said for colleagues is not written into the message, however late it is heard", async () => {
  const heard: { say?: (words: string) => void; abort: () => void } = { abort: vi.fn() };
  class Recognition {
    onresult: ((event: object) => void) | null = null;
    abort = heard.abort;
    start(): void {
      heard.say = (transcript) => {
        const result = Object.assign([{ transcript }], { isFinal: true });
        act(() => this.onresult?.({ resultIndex: 0, results: [result] }));
      };
    }
  }
  vi.stubGlobal("webkitSpeechRecognition", Recognition);
  onTestFinished(() => void vi.unstubAllGlobals());
  const { field, turn } = givenDesk();
  await userEvent.click(turn());
  await userEvent.click(screen.getByRole("button", { name: "Dictate" }));
  await userEvent.click(turn());
  expect(heard.abort).toHaveBeenCalledOnce();
  heard.say?.("an old quarrel");
  expect(field("Message").value).toBe("");
});
