/** What has to stand before the console can be drawn? */

import { ChatClient, type ClientOptions } from "@chatserver/protocol";
import { Bulkhead, deviceName, followKeyboard, followNotices, speak, theme } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App, enterDemo } from "./App.tsx";
import { Session } from "./session.ts";
import { en } from "./words/en.ts";
import { ru } from "./words/ru.ts";
import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";

/** The list beside a conversation is about as wide (`console.module.css`). */
const LIST_PX = 320;

/** Draw the console; `more` lets a harness put its own socket under it. */
export async function start(root: HTMLElement, more: Partial<ClientOptions> = {}): Promise<void> {
  speak({ ru, en });
  followKeyboard();
  followNotices("/console/");
  const demo = new URLSearchParams(window.location.search).get("demo");
  // Two employees of the demo may sit in two tabs of one browser.
  const session = new Session(demo === null ? "local" : "session");
  await enterDemo(session, demo);
  const connect = (own: Partial<ClientOptions> = {}): ChatClient => {
    const scheme = window.location.protocol === "https:" ? "wss" : "ws";
    const client = new ChatClient({
      url: `${scheme}://${window.location.host}/ws`,
      token: (fresh) => session.token(fresh),
      device: deviceName(),
      ...more,
      ...own,
    });
    client.start();
    return client;
  };
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        {/* What is told at the left lies over the list, and never over what is being written. */}
        <Notifications position="top-center" containerWidth={LIST_PX} />
        <Bulkhead>
          <App session={session} connect={connect} />
        </Bulkhead>
      </MantineProvider>
    </StrictMode>,
  );
}
