import { expect, test, vi } from "vitest";
import { Chime } from "../src/news/chime.ts";

/** What of a browser sounds; `started` are the pitches that were played. */
function givenSpeaker(touched: boolean): { started: number[] } {
  const started: number[] = [];
  class Node {
    readonly gain = { linearRampToValueAtTime: () => undefined };
    readonly #pitch: number;

    constructor(_: unknown, { frequency = 0 }: { frequency?: number }) {
      this.#pitch = frequency;
    }

    connect(other: unknown): unknown {
      return other;
    }

    start(): void {
      started.push(this.#pitch);
    }

    stop(): void {}
  }
  vi.stubGlobal("AudioContext", class {});
  vi.stubGlobal("OscillatorNode", Node);
  vi.stubGlobal("GainNode", Node);
  Object.defineProperty(navigator, "userActivation", {
    value: { hasBeenActive: touched },
    configurable: true,
  });
  return { started };
}

test("it is silent until it is asked for, and then is so in every tab and on the next visit", () => {
  const { started } = givenSpeaker(true);
  const [chime, otherTab] = [new Chime("st_1"), new Chime("st_1")];
  chime.ring();
  expect(started).toEqual([]);
  chime.turn();
  expect(started).toHaveLength(2);
  expect(new Chime("st_1").on.value).toBe(true);
  expect(new Chime("st_2").on.value).toBe(false);

  vi.spyOn(performance, "now").mockReturnValue(performance.now() + 60_000);
  otherTab.ring();
  expect(started).toHaveLength(4);
  // However much comes at once.
  otherTab.ring();
  expect(started).toHaveLength(4);
  chime.turn();
  vi.restoreAllMocks();
});

test("a page that nobody has touched keeps silent", () => {
  const { started } = givenSpeaker(false);
  new Chime("st_1").turn();
  expect(started).toEqual([]);
});
