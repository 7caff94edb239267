import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeAll, expect, test, vi } from "vitest";
import { LinkCard } from "../src/LinkCard.tsx";
import { speak } from "../src/language.tsx";

beforeAll(() => speak({ ru: {}, en: {} }));

test("a link that is pressed twice is opened once, and again when that is done", async () => {
  const ends: (() => void)[] = [];
  const open = vi.fn(() => new Promise<void>((resolve) => ends.push(resolve)));
  render(
    <LinkCard
      link={{ to: "bills", title: "Bills", url: "https://app.example/bills" }}
      open={open}
    />,
  );
  const card = screen.getByRole("button", { name: "Bills" });
  fireEvent.click(card);
  fireEvent.click(card);
  expect(open).toHaveBeenCalledTimes(1);
  ends[0]?.();
  await waitFor(() => expect(card.getAttribute("aria-busy")).toBe("false"));
  fireEvent.click(card);
  expect(open).toHaveBeenCalledTimes(2);
});
