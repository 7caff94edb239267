import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { theme } from "../src/theme.ts";

const SOURCE = readFileSync(join(import.meta.dirname, "../src/ground.css"), "utf8");
/** What small words need to be read (WCAG 1.4.3). */
const LEAST = 4.5;
const GROUNDS = ["ground", "theirs", "ours", "bot", "fresh", "aside"] as const;

type Colour = readonly [number, number, number];

function colours(selector: string): ReadonlyMap<string, Colour> {
  const block = SOURCE.split(`${selector} {`)[1]?.split("}")[0] ?? "";
  return new Map(
    [...block.matchAll(/--chat-(\w+): #(\w{2})(\w{2})(\w{2});/g)].map(([, name = "", ...parts]) => [
      name,
      parts.map((part) => Number.parseInt(part, 16)) as unknown as Colour,
    ]),
  );
}

/** What shades a part of each ground, as thick as it lies there: a file, a quotation of a link. */
function veil(selector: string): (ground: Colour) => Colour {
  const block = SOURCE.split(`${selector} {`)[1]?.split("}")[0] ?? "";
  const [, ...parts] = /--chat-veil: rgb\((\d+) (\d+) (\d+) \/ (\d+)%\)/.exec(block) ?? [];
  const [red, green, blue, percent] = parts.map(Number) as [number, number, number, number];
  const mixed = (one: number, other: number) => (one * percent + other * (100 - percent)) / 100;
  return (ground) => [mixed(red, ground[0]), mixed(green, ground[1]), mixed(blue, ground[2])];
}

function luminance(colour: Colour): number {
  const [red, green, blue] = colour
    .map((part) => part / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test.each([
  [":root", "light"],
  [':root[data-mantine-color-scheme="dark"]', "dark"],
])("small words can be read on every ground, bare and veiled: %s", (selector) => {
  const known = colours(selector);
  const veiled = veil(selector);
  const quiet = known.get("quiet") as Colour;
  const warning = known.get("warning") as Colour;
  for (const name of GROUNDS) {
    const ground = known.get(name) as Colour;
    expect(contrast(quiet, ground), name).toBeGreaterThanOrEqual(LEAST);
    expect(contrast(quiet, veiled(ground)), `${name}, veiled`).toBeGreaterThanOrEqual(LEAST);
    expect(contrast(warning, ground), `${name}, a warning`).toBeGreaterThanOrEqual(LEAST);
  }
});

test.each([
  [":root", "light"],
  [':root[data-mantine-color-scheme="dark"]', "dark"],
])("the second tick stands out of what one wrote (WCAG 1.4.11): %s", (selector) => {
  const known = colours(selector);
  const [read, ours] = [known.get("read") as Colour, known.get("ours") as Colour];
  expect(contrast(read, ours)).toBeGreaterThanOrEqual(3);
});

test.each(["sea", "red"])("white words can be read on a button: %s", (name) => {
  const [, ...parts] = /#(\w{2})(\w{2})(\w{2})/.exec(theme.colors?.[name]?.[7] ?? "") ?? [];
  const button = parts.map((part) => Number.parseInt(part, 16)) as unknown as Colour;
  expect(contrast([255, 255, 255], button)).toBeGreaterThanOrEqual(LEAST);
});

test("black on white is as far apart as can be", () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21);
});
