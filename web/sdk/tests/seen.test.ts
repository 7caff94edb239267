/** What is told of how pages fare? */

import { expect, test, vi } from "vitest";
import { opened, page, server, shown } from "./superapp.ts";

test("how long a page took and what failed is told once, with the token of its launch", async () => {
  let now = 1000;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const one = shown(await opened());
  const first = server.live;
  const app = await page(one);
  now += 850;
  await app.ui.ready();
  now += 850;
  await app.ui.ready();
  expect(server.seen).toEqual([[{ load_ms: 850, errors: [] }, first]]);
  for (const _ of [1, 2]) {
    await expect(app.storage.get("a")).rejects.toMatchObject({ code: "permission_denied" });
    await expect(app.navigation.open("event")).rejects.toMatchObject({ code: "invalid_params" });
  }
  one.close();
  const errors = ["permission_denied", "invalid_params"];
  expect(server.seen.slice(1)).toEqual([[{ errors }, first]]);
});

test("what failed is gathered for a moment, and belongs to no later launch", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const app = await page(shown(await opened()));
    const fails = () => expect(app.navigation.open("event")).rejects.toBeInstanceOf(Error);
    await fails();
    vi.advanceTimersByTime(1999);
    expect(server.seen).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(server.seen).toEqual([[{ errors: ["invalid_params"] }, server.live]]);
    await expect(app.storage.get("a")).rejects.toBeInstanceOf(Error);
    server.live = "of another device";
    await app.auth.token({ fresh: true });
    await app.ui.ready();
    await fails();
    vi.advanceTimersByTime(2000);
    expect(server.seen.slice(1)).toEqual([[{ errors: ["invalid_params"] }, server.live]]);
  } finally {
    vi.useRealTimers();
  }
});
