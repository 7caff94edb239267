import { afterEach, expect, test, vi } from "vitest";
import { followKeyboard } from "../src/keyboard.ts";

afterEach(() => vi.restoreAllMocks());

test("the page ends above a keyboard that is laid over it, and nowhere else for a zoom", () => {
  vi.spyOn(window, "scrollTo").mockImplementation(() => undefined);
  const viewport = Object.assign(new EventTarget(), { height: window.innerHeight, scale: 1 });
  const leave = followKeyboard(viewport as unknown as VisualViewport);
  const at = (height: number, scale = 1) => {
    Object.assign(viewport, { height, scale }).dispatchEvent(new Event("resize"));
    return document.documentElement.style.getPropertyValue("--visible-height");
  };
  expect(at(400)).toBe("400px");
  expect(at(window.innerHeight)).toBe("");
  expect(at(400, 1.5)).toBe("");
  leave();
  expect(at(400)).toBe("");
});
