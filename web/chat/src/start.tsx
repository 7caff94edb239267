/** What has to stand before the client's first screen can be drawn? */

import { ChatClient, type ClientOptions, onWake } from "@chatserver/protocol";
import { Bulkhead, deviceName, followKeyboard, followNotices, speak, theme } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App, Ended } from "./App.tsx";
import { followMiniapps } from "./launch.ts";
import { openSession } from "./session.ts";
import { en } from "./words/en.ts";
import { ru } from "./words/ru.ts";
import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";

/** Draw the screen; `more` lets a harness put its own socket under it. */
export function start(root: HTMLElement, more: Partial<ClientOptions> = {}): void {
  speak({ ru, en });
  followKeyboard();
  followNotices("/chat/");
  followMiniapps();
  const session = openSession(window.location, window.history);
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <Notifications position="top-center" />
        <Bulkhead>
          {session === null ? <Ended /> : <App session={session} client={connected()} />}
        </Bulkhead>
      </MantineProvider>
    </StrictMode>,
  );

  function connected(): ChatClient {
    const scheme = window.location.protocol === "https:" ? "wss" : "ws";
    const client = new ChatClient({
      url: `${scheme}://${window.location.host}/ws`,
      token: (fresh) => session?.token(fresh) ?? Promise.reject(new Error("no session")),
      device: deviceName(),
      platform: platform(),
      ...more,
    });
    client.start();
    onWake(() => client.wake());
    return client;
  }
}

/** The channel that staff see: the phone's system, where the browser tells it. */
function platform(): "ios" | "android" | "web" {
  const agent = navigator.userAgent;
  if (/android/i.test(agent)) {
    return "android";
  }
  return /iphone|ipad|ipod/i.test(agent) ? "ios" : "web";
}
