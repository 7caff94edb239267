/** What lies upon what in the superapp, and in which order is the client asked? */

import { type PaymentPage, Problem, type SuperappDoor } from "@chatserver/sdk/host";
import { waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { Shell } from "../src/shell.ts";

const LET_IN = {
  id: "app_1",
  title: "Passes",
  scopes: [],
  asked: [],
  notifications: false,
  since: "",
  opened_at: null,
};

function shellOver(launch: () => Promise<unknown>): Shell {
  return new Shell({ launch, mine: async () => [LET_IN] } as unknown as SuperappDoor);
}

test("a mini-app opens once, however often its widget is pressed", async () => {
  const shell = shellOver(async () => ({ url: "https://a.apps.example/" }));
  await Promise.all([
    shell.open("app_1", { from: "widget" }),
    shell.open("app_1", { from: "widget" }),
  ]);
  expect(shell.shown().views.map(({ kind }) => kind)).toEqual(["miniapp"]);
  expect(shell.shown().opening).toBe(false);
});

test("who has declined may press again while the server is still told of it", async () => {
  let told = () => {};
  const decline = () => new Promise<null>((go) => (told = () => go(null)));
  const offer = new Problem(403, { code: "offer_required", offer: { id: "off_1" } });
  const launched = vi.fn().mockRejectedValueOnce(offer).mockResolvedValue({ url: "https://a/" });
  const door = { launch: launched, mine: async () => [LET_IN], decline };
  const shell = new Shell(door as unknown as SuperappDoor);
  const first = shell.open("app_1", { from: "widget" });
  await waitFor(() => expect(shell.shown().question?.kind).toBe("offer"));
  shell.answer(null);
  await waitFor(() => expect(shell.shown().opening).toBe(false));
  const second = shell.open("app_1", { from: "widget" });
  expect([shell.shown().opening, launched.mock.calls.length]).toEqual([true, 1]);
  told();
  await Promise.all([first, second]);
  expect(shell.shown().views.map(({ kind }) => kind)).toEqual(["miniapp"]);
  expect(shell.shown().opening).toBe(false);
});

test("what cannot be opened is told, and nothing lies over the screens", async () => {
  const shell = shellOver(() => Promise.reject(new Problem(404, { code: "not_available" })));
  await shell.open("app_1", { from: "deeplink" });
  expect(shell.shown().question).toEqual({ kind: "problem", code: "not_available" });
  shell.answer(true);
  expect(shell.shown()).toEqual({ views: [], question: null, opening: false });
});

test("questions stand one at a time, and each answer goes to its own", async () => {
  const shell = shellOver(async () => ({}));
  const stage = shell.stage();
  const chat = stage.sheet({ kind: "chat" });
  const place = stage.place([{ id: "p1", name: "Flat 1" }]);
  expect(shell.shown().question?.kind).toBe("chat");
  shell.answer(null);
  expect(shell.shown().question?.kind).toBe("place");
  shell.answer("p1");
  expect([await chat, await place, shell.shown().question]).toEqual([false, "p1", null]);
});

test("who holds the way back is asked first, for a single step", async () => {
  const shell = shellOver(async () => ({ url: "https://a.apps.example/" }));
  shell.push({ kind: "screen", screen: "bills", target: null });
  await shell.open("app_1", { from: "widget" });
  let holds = true;
  const stop = shell.catches(shell.shown().views[1]?.key ?? 0, () => holds);
  expect([shell.keep(1), shell.shown().views.length]).toEqual([false, 2]);
  holds = false;
  expect([shell.keep(1), shell.shown().views.length]).toEqual([true, 1]);
  stop();
  expect([shell.keep(0), shell.shown().views.length]).toEqual([true, 0]);
});

test("a mini-app that lies under something opens nothing over it", async () => {
  const shell = shellOver(async () => ({ url: "https://a.apps.example/" }));
  await shell.open("app_1", { from: "widget" });
  const stage = shell.stage(shell.shown().views[0]?.key ?? 0);
  stage.openScreen("bills", null);
  expect(() => stage.openScreen("parking", null)).toThrow("looks at something else");
  expect(shell.shown().views.map(({ kind }) => kind)).toEqual(["miniapp", "screen"]);
});

test("the provider's page lies over its mini-app until it has ended, or the client goes back", async () => {
  const shell = shellOver(async () => ({ url: "https://a.apps.example/" }));
  await shell.open("app_1", { from: "widget" });
  const stage = shell.stage(shell.shown().views[0]?.key ?? 0);
  const ended = new AbortController();
  const page = { url: "/pay/1", ended: ended.signal, look: () => undefined } as PaymentPage;
  const kinds = () => shell.shown().views.map(({ kind }) => kind);
  const first = stage.pay?.(page);
  expect(kinds()).toEqual(["miniapp", "payment"]);
  // Whoever looks at something else is shown no page to pay on.
  await stage.pay?.(page);
  expect(kinds()).toEqual(["miniapp", "payment"]);
  shell.keep(1);
  await first;
  const second = stage.pay?.(page);
  ended.abort();
  await second;
  expect(kinds()).toEqual(["miniapp"]);
});

test("a mini-app that leaves takes along what lies over it, and nothing below", async () => {
  const shell = shellOver(async () => ({ url: "https://a.apps.example/" }));
  shell.push({ kind: "screen", screen: "bills", target: null });
  await shell.open("app_1", { from: "widget" });
  const key = shell.shown().views[1]?.key ?? 0;
  const stage = shell.stage(key);
  stage.title("Guests");
  expect(shell.shown().views[1]).toMatchObject({ title: "Guests" });
  stage.openChat({ product: "app_1", place: null, tag: null, draft: null });
  expect(shell.shown().views.map(({ kind }) => kind)).toEqual(["screen", "miniapp", "chat"]);
  stage.leave(null);
  expect(shell.shown().views.map(({ kind }) => kind)).toEqual(["screen"]);
  stage.leave(null);
  expect(shell.shown().views.length).toBe(1);
});
