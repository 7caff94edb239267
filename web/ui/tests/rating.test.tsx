import type { Unsent } from "@chatserver/protocol";
import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import { beforeAll, expect, test, vi } from "vitest";
import { speak } from "../src/language.tsx";
import type { AskedLine } from "../src/lines.ts";
import { Rating } from "../src/Rating.tsx";
import type { RatingDraft } from "../src/useRating.ts";

beforeAll(() => speak({ ru: {}, en: {} }));

const REFUSED: Unsent = {
  key: "k1",
  write: { type: "dialog.rate", chat: "chat_1", seq: 9, score: 4, comment: "so far" },
  madeAt: 0,
  status: "refused",
  code: "rating_closed",
};

interface More {
  open?: boolean;
  draft?: RatingDraft;
  refused?: Unsent;
}

function givenRating(rated: AskedLine["rated"], { open = true, draft, refused }: More = {}) {
  let kept = draft ?? null;
  const acts = {
    commentLimit: 500,
    rateable: () => open,
    rate: vi.fn(),
    retry: vi.fn(),
    discard: vi.fn(),
    draft: () => kept,
    keep: (_: number, next: RatingDraft | null) => {
      kept = next;
    },
  };
  const shown = (now: AskedLine["rated"], not: Unsent | null) => {
    const event = { seq: 9, at: "" };
    const line = { kind: "asked", id: "a9", event, rated: now, refused: not } as AskedLine;
    return (
      <MantineProvider env="test">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as a list that scrolls has it */}
        <section tabIndex={0}>
          <Rating line={line} acts={acts} />
        </section>
      </MantineProvider>
    );
  };
  let stands = render(shown(rated, refused ?? null));
  return {
    ...acts,
    tell: (now: AskedLine["rated"]) => stands.rerender(shown(now, null)),
    comeBack: (now: AskedLine["rated"]) => {
      stands.unmount();
      stands = render(shown(now, null));
    },
  };
}

const chosen = () => screen.getByRole<HTMLInputElement>("radio", { checked: true }).value;

test("when the time is over nobody is asked, and what was said stays as it is", () => {
  givenRating(null, { open: false });
  expect(screen.queryByTestId("rating")).toBeNull();
  givenRating({ score: 1, comment: "late" }, { open: false });
  const said = screen.getByTestId("rating").textContent;
  expect(said).toBe("Thank you! Your rating: 1 – Badlate");
  expect(screen.queryByRole("button")).toBeNull();
});

test("what somebody has begun to say is there again when the list brings it back", () => {
  givenRating(null, { draft: { score: 4, comment: "so far" } });
  expect(chosen()).toBe("4");
  expect(screen.getByDisplayValue("so far")).toBeDefined();
});

test("what another device says takes nothing away from whoever has begun", () => {
  const { tell } = givenRating(null);
  fireEvent.click(screen.getByRole("radio", { name: "Good" }));
  tell({ score: 2, comment: "from the other" });
  expect(chosen()).toBe("4");
});

test("what was sent is told as said when the list brings it back before the answer", () => {
  const { rate, comeBack } = givenRating(null);
  fireEvent.click(screen.getByRole("radio", { name: "Good" }));
  fireEvent.click(screen.getByRole("button", { name: "Send your rating" }));
  expect(rate).toHaveBeenCalledExactlyOnceWith(9, 4, "");
  comeBack({ score: 4 });
  expect(screen.getByTestId("rating").textContent).toContain("Your rating: 4 – Good");
});

test("whoever changes a rating may leave it as it was: by a button or by Esc", () => {
  const { rate } = givenRating({ score: 2, comment: "slow" });
  for (const leave of [
    () => fireEvent.click(screen.getByRole("button", { name: "Cancel" })),
    () => fireEvent.keyDown(screen.getByRole("radio", { name: "Great" }), { key: "Escape" }),
  ]) {
    fireEvent.click(screen.getByRole("button", { name: "Change" }));
    expect(chosen()).toBe("2");
    fireEvent.click(screen.getByRole("radio", { name: "Great" }));
    leave();
    expect(screen.getByTestId("rating").textContent).toContain("2 – Poor");
    expect(document.activeElement?.textContent).toBe("Change");
  }
  expect(rate).not.toHaveBeenCalled();
});

test("whoever has said nothing yet has nothing to go back to", () => {
  givenRating(null);
  fireEvent.click(screen.getByRole("radio", { name: "Good" }));
  expect(screen.queryByRole("button", { name: "Cancel" })).toBeNull();
});

test("a rating that is refused says so, when its time is over, too", () => {
  const { retry, discard } = givenRating({ score: 4 }, { open: false, refused: REFUSED });
  expect(screen.getByTestId("rating").textContent).not.toContain("Thank you");
  expect(screen.getByRole("alert").textContent).toContain("Not sent. This dialog cannot be rated");
  fireEvent.click(screen.getByRole("button", { name: "Retry" }));
  expect(retry).toHaveBeenCalledExactlyOnceWith(REFUSED);
  fireEvent.click(screen.getByRole("button", { name: "Discard" }));
  expect(discard).toHaveBeenCalledExactlyOnceWith(REFUSED);
});

test("another rating takes the place of one that was refused", () => {
  const { rate, discard } = givenRating({ score: 4, comment: "so far" }, { refused: REFUSED });
  fireEvent.click(screen.getByRole("button", { name: "Change" }));
  expect(screen.getByDisplayValue("so far")).toBeDefined();
  fireEvent.click(screen.getByRole("radio", { name: "Great" }));
  fireEvent.click(screen.getByRole("button", { name: "Send your rating" }));
  expect(rate).toHaveBeenCalledExactlyOnceWith(9, 5, "so far");
  expect(discard).toHaveBeenCalledExactlyOnceWith(REFUSED);
});

test.each([null, { score: 5 }])(
  "a refused rating that is thrown away after its time leaves the focus in the conversation (before it: %o)",
  (before) => {
    const { tell } = givenRating({ score: 4 }, { open: false, refused: REFUSED });
    const discard = screen.getByRole("button", { name: "Discard" });
    discard.focus();
    fireEvent.click(discard);
    tell(before);
    expect(screen.queryByRole("button")).toBeNull();
    expect(document.activeElement?.tagName).toBe("SECTION");
  },
);
