/** How does a page find its host? */

import type { App, ConnectOptions } from "./api.ts";
import { appOver } from "./app.ts";
import { Calls } from "./calls.ts";
import { MiniAppError } from "./errors.ts";
import { shakeHands } from "./handshake.ts";
import { candidates, ownAncestors } from "./hosts.ts";
import { VERSION } from "./methods.ts";
import { type NativeWindow, nativePipe, type Pipe } from "./pipes.ts";
import { standalone, tokenInAddress } from "./standalone.ts";

export const SDK = "1.0.0";
/** Where an emulated host leaves its end. */
export const EMULATOR = Symbol.for("mini-app.emulator");

const TIMEOUT_MS = 5_000;

/** Connect to the host. Rejects: host_not_found, origin_refused, timeout, version_too_old. */
export async function connect(options: ConnectOptions = {}): Promise<App> {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const calls = new Calls(await pipeTo(window, options.hosts, timeoutMs));
  try {
    const hello = { versions: [VERSION], sdk: SDK };
    return appOver(calls, await calls.call("connect", hello, timeoutMs));
  } catch (error) {
    calls.close();
    throw error;
  }
}

async function pipeTo(
  window: Window,
  hosts: readonly string[] | undefined,
  timeoutMs: number,
): Promise<Pipe> {
  const emulated = (window as { [EMULATOR]?: () => Pipe })[EMULATOR];
  const known = emulated?.() ?? nativePipe(window as NativeWindow);
  if (known !== null) {
    return known;
  }
  if (window.parent === window) {
    return alone(window);
  }
  const found = candidates(hosts ?? (await ownAncestors(window)), window);
  if (found.length === 0) {
    throw new MiniAppError("origin_refused", "whoever embeds this page is none of its hosts");
  }
  return shakeHands(window, found, timeoutMs);
}

function alone(window: Window): Pipe {
  const token = tokenInAddress(window);
  const pipe = token === null ? null : standalone(token, window.navigator.language);
  if (pipe === null) {
    throw new MiniAppError("host_not_found", "this page was opened outside of a superapp");
  }
  return pipe;
}
