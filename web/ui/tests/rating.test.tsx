import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { beforeAll, expect, test } from "vitest";
import { speak } from "../src/language.tsx";
import type { AskedLine } from "../src/lines.ts";
import { Rating, type RatingDraft } from "../src/Rating.tsx";

beforeAll(() => speak({ ru: {}, en: {} }));

function givenRating(rated: AskedLine["rated"], open: boolean, draft?: RatingDraft) {
  const line = { kind: "asked", id: "a9", event: { seq: 9, at: "" }, rated } as AskedLine;
  const acts = {
    rateable: () => open,
    rate: () => Promise.resolve(),
    drafts: new Map(draft === undefined ? [] : [[9, draft]]),
  };
  render(
    <MantineProvider env="test">
      <Rating line={line} acts={acts} />
    </MantineProvider>,
  );
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
