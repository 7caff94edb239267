import { beforeEach, expect, test } from "vitest";
import { Route } from "../src/route.ts";

beforeEach(() => window.history.replaceState(null, "", "/console/?demo=st_1&chat=chat_1&tab=mine"));

test("what the address says can be read piece by piece", () => {
  window.history.replaceState(null, "", "/console/miniapps/app%2F1/release?x=1");
  expect(new Route().here.value.path).toEqual(["miniapps", "app/1", "release"]);
});

test("an address that is cut in the middle of a letter leads to a section all the same", () => {
  window.history.replaceState(null, "", "/console/clients/%E0%A4%A");
  expect(new Route().here.value.path).toEqual(["clients", "%E0%A4%A"]);
});

test("another place drops what belonged to the last one, but not who sits here", () => {
  const route = new Route();
  route.go(["miniapps"], { q: "a b" });
  expect(window.location.pathname + window.location.search).toBe(
    "/console/miniapps?demo=st_1&q=a+b",
  );
});

test("a change of the query leaves the rest of it alone", () => {
  const route = new Route();
  route.set({ chat: null, q: "ann" }, "replace");
  expect(window.location.search).toBe("?demo=st_1&tab=mine&q=ann");
  expect(route.here.value.query.get("q")).toBe("ann");
});

test("only steps stand in the browser's history, and saying the same again is none", () => {
  const route = new Route();
  const before = window.history.length;
  route.set({ chat: "chat_2" }, "push");
  expect(window.history.length).toBe(before + 1);
  route.set({ chat: "chat_2" }, "push");
  route.set({ chat: "chat_3" }, "replace");
  expect(window.history.length).toBe(before + 1);
});

test("a place with something unsaved asks before another one is shown, and not within it", () => {
  const asked: string[] = [];
  let answer = false;
  const route = new Route(window, (question) => {
    asked.push(question);
    return answer;
  });
  const first = route.ask("Leave?");
  const second = route.ask("Leave?");
  route.set({ chat: "chat_2" }, "push");
  expect(asked).toEqual([]);
  route.go(["miniapps"]);
  expect(asked).toEqual(["Leave?"]);
  expect([route.here.value.path, window.location.pathname]).toEqual([[], "/console/"]);
  first();
  answer = true;
  route.go(["miniapps"]);
  expect(asked).toHaveLength(2);
  second();
  route.go(["staff"]);
  expect(asked).toHaveLength(2);
  expect(route.here.value.path).toEqual(["staff"]);
});

test("who wants to stay is still there after the browser went back", async () => {
  window.history.pushState(null, "", "/console/miniapps");
  const route = new Route(window, () => false);
  const leave = route.listen();
  const done = route.ask("Leave?");
  const gone = new Promise((resolve) =>
    window.addEventListener("popstate", resolve, { once: true }),
  );
  window.history.back();
  await gone;
  expect([route.here.value.path, window.location.pathname]).toEqual([
    ["miniapps"],
    "/console/miniapps",
  ]);
  done();
  leave();
});

test("back is followed", async () => {
  const route = new Route();
  const leave = route.listen();
  route.set({ chat: "chat_2" }, "push");
  const gone = new Promise((resolve) =>
    window.addEventListener("popstate", resolve, { once: true }),
  );
  window.history.back();
  await gone;
  expect(route.here.value.query.get("chat")).toBe("chat_1");
  leave();
});
