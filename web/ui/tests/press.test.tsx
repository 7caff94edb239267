import { createEvent, fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { usePress } from "../src/usePress.ts";

function Pressed({ open }: { open: () => void }) {
  return (
    <div {...usePress(open)}>
      words{" "}
      <a href="https://example.com" rel="noreferrer nofollow">
        address
      </a>
    </div>
  );
}

/** Presses the right button; returns whether the browser's own menu was kept from opening. */
function press(where: HTMLElement, pointerType?: string): boolean {
  const event = createEvent.contextMenu(where);
  if (pointerType !== undefined) {
    Object.defineProperty(event, "pointerType", { value: pointerType });
  }
  fireEvent(where, event);
  return event.defaultPrevented;
}

test("the right button opens the message's actions, and at an address the browser's menu", () => {
  const open = vi.fn();
  render(<Pressed open={open} />);
  expect(press(screen.getByText("words"))).toBe(true);
  expect(open).toHaveBeenCalledTimes(1);
  expect(press(screen.getByText("address"), "mouse")).toBe(false);
  expect(open).toHaveBeenCalledTimes(1);
});

test("a finger that rests on an address asks for the message's actions", () => {
  const open = vi.fn();
  render(<Pressed open={open} />);
  expect(press(screen.getByText("address"), "touch")).toBe(true);
  expect(open).toHaveBeenCalledTimes(1);
});
