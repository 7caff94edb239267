import { afterEach, expect, test, vi } from "vitest";
import { openWantedMiniapp } from "../src/launch.ts";

const PUSH = "miniapp=app_1&notification=ntf_1&screen=order&params=%7B%22order%22%3A17%7D";

function at(query: string): void {
  window.history.replaceState(null, "", `/chat/?${query}`);
}

afterEach(() => {
  delete window.ReactNativeWebView;
});

test("a tapped push of a mini-app goes to the superapp, once", () => {
  const told: string[] = [];
  window.ReactNativeWebView = { postMessage: (text) => void told.push(text) };
  const go = vi.fn();
  at(`product=app_2&${PUSH}`);

  expect([openWantedMiniapp(go), openWantedMiniapp(go)]).toEqual([true, false]);

  expect(told.map((text) => JSON.parse(text))).toEqual([
    {
      type: "chat.miniapp",
      miniapp: "app_1",
      notification: "ntf_1",
      screen: "order",
      params: '{"order":17}',
    },
  ]);
  expect(window.location.search).toBe("?product=app_2");
  expect(go).not.toHaveBeenCalled();
});

test("where no superapp is around, its link opens it, in the demo the demo", () => {
  const go = vi.fn();
  at(PUSH);
  openWantedMiniapp(go);
  at(`demo=cl_1&${PUSH}`);
  openWantedMiniapp(go);

  const rest = "notification=ntf_1&screen=order&params=%7B%22order%22%3A17%7D";
  expect(go.mock.calls).toEqual([[`/m/app_1?${rest}`], [`/demo/miniapps/cl_1/app_1?${rest}`]]);
});
