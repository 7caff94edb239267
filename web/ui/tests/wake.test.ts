import { onWake } from "@chatserver/protocol";
import { expect, test, vi } from "vitest";

test("the connection is looked at when the network comes and when it goes, until told to stop", () => {
  const wake = vi.fn();
  const stop = onWake(wake);
  window.dispatchEvent(new Event("offline"));
  expect(wake).toHaveBeenCalledTimes(1);
  window.dispatchEvent(new Event("online"));
  window.dispatchEvent(new Event("pageshow"));
  document.dispatchEvent(new Event("visibilitychange"));
  expect(wake).toHaveBeenCalledTimes(4);
  stop();
  for (const name of ["offline", "online", "pageshow"]) {
    window.dispatchEvent(new Event(name));
  }
  document.dispatchEvent(new Event("visibilitychange"));
  expect(wake).toHaveBeenCalledTimes(4);
});
