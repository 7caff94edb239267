import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, expect, test, vi } from "vitest";
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
  expect(screen.getByRole("status").textContent).toBe("0 characters left");
  await userEvent.paste("😀");
  expect(screen.getByRole("status").textContent).toBe("1 character too many");
  await userEvent.keyboard("{Enter}");
  expect(send).not.toHaveBeenCalled();
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
