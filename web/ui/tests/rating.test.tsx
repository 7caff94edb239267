import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import { beforeAll, expect, test } from "vitest";
import { speak } from "../src/language.tsx";
import type { AskedLine } from "../src/lines.ts";
import { Rating, type RatingDraft } from "../src/Rating.tsx";

beforeAll(() => speak({ ru: {}, en: {} }));

function givenRating(rated: AskedLine["rated"], open: boolean, draft?: RatingDraft) {
  const acts = {
    rateable: () => open,
    // It is on its way for as long as the test lasts.
    rate: () => new Promise(() => undefined),
    drafts: new Map(draft === undefined ? [] : [[9, draft]]),
  };
  const shown = (now: AskedLine["rated"]) => {
    const line = { kind: "asked", id: "a9", event: { seq: 9, at: "" }, rated: now } as AskedLine;
    return (
      <MantineProvider env="test">
        <Rating line={line} acts={acts} />
      </MantineProvider>
    );
  };
  let stands = render(shown(rated));
  return {
    tell: (now: AskedLine["rated"]) => stands.rerender(shown(now)),
    comeBack: (now: AskedLine["rated"]) => {
      stands.unmount();
      stands = render(shown(now));
    },
  };
}

test("when the time is over nobody is asked, and what was said stays as it is", () => {
  givenRating(null, false);
  expect(screen.queryByTestId("rating")).toBeNull();
  givenRating({ score: 1, comment: "late" }, false);
  const said = screen.getByTestId("rating").textContent;
  expect(said).toBe("Thank you! Your rating: 1 – Badlate");
  expect(screen.queryByRole("button")).toBeNull();
});

test("what somebody has begun to say is there again when the list brings it back", () => {
  givenRating(null, true, { score: 4, comment: "so far" });
  expect(screen.getByRole<HTMLInputElement>("radio", { name: "Good" }).checked).toBe(true);
  expect(screen.getByDisplayValue("so far")).toBeDefined();
});

test("what another device says takes nothing away from whoever has begun", () => {
  const { tell } = givenRating(null, true);
  fireEvent.click(screen.getByRole("radio", { name: "Good" }));
  tell({ score: 2, comment: "from the other" });
  expect(screen.getByRole<HTMLInputElement>("radio", { name: "Good" }).checked).toBe(true);
});

test("what was sent is told as said when the list brings it back before the answer", () => {
  const { comeBack } = givenRating(null, true);
  fireEvent.click(screen.getByRole("radio", { name: "Good" }));
  fireEvent.click(screen.getByRole("button", { name: "Send your rating" }));
  comeBack({ score: 4 });
  expect(screen.getByTestId("rating").textContent).toContain("Your rating: 4 – Good");
  // Refused, it stands there again with its words.
  comeBack(null);
  expect(screen.getByRole<HTMLInputElement>("radio", { name: "Good" }).checked).toBe(true);
});
