import fc from "fast-check";
import { expect, test } from "vitest";
import { piecesOf } from "../src/links.ts";

const addresses = (text: string) => piecesOf(text).flatMap(({ href }) => href ?? []);

test.each([
  ["Оплатить: https://pay.example/a?b=1&c=2#d.", "https://pay.example/a?b=1&c=2#d"],
  ["(см. http://example.com/a)", "http://example.com/a"],
  ["https://ru.wikipedia.org/wiki/Дом_(значения)", "https://ru.wikipedia.org/wiki/Дом_(значения)"],
  ["«https://пример.рф/дом»", "https://пример.рф/дом"],
  ["Это https://example.com/!!", "https://example.com/"],
  ["[см. https://a.example/(b).)]", "https://a.example/(b)"],
  ["HTTPS://EXAMPLE.COM", "HTTPS://EXAMPLE.COM"],
])("an address ends where its sentence goes on: %s", (text, address) => {
  expect(addresses(text)).toEqual([address]);
});

test("brackets without end keep nobody waiting", () => {
  expect(addresses(`https://a.example/b${")".repeat(200_000)}`)).toEqual(["https://a.example/b"]);
});

test("several addresses stand among words", () => {
  expect(piecesOf("a https://b.example c\nhttps://d.example")).toEqual([
    { text: "a " },
    { text: "https://b.example", href: "https://b.example" },
    { text: " c\n" },
    { text: "https://d.example", href: "https://d.example" },
  ]);
});

test.each(["javascript:alert(1)", "www.example.com", "https://", "http:// x", "ann@example.com"])(
  "what is no page's address stays as words: %s",
  (text) => {
    expect(piecesOf(text)).toEqual([{ text }]);
  },
);

test("nothing of a text is lost, and no address is of another kind", () => {
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "https://a.example/",
      "http://",
      "?q=1",
      "javascript:",
      "(",
      ")",
      ".",
      "»",
      " ",
    ),
  );
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const text = parts.join("");
      expect(piecesOf(text).map((piece) => piece.text)).toSatisfy(
        (pieces: string[]) => pieces.join("") === text,
      );
      expect(addresses(text).every((href) => /^https?:\/\//i.test(href))).toBe(true);
    }),
  );
});
