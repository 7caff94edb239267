/** The client's screen over a fake server that delivers by itself. */

import { ChatClient, MemoryShelf, type User } from "@chatserver/protocol";
import { CID, FakeNet, type FakeServer, givenServer, PIPES } from "@chatserver/protocol/testing";
import { speak } from "@chatserver/ui";
import { MantineProvider } from "@mantine/core";
import { render } from "@testing-library/react";
import { VirtuosoMockContext } from "react-virtuoso";
import { onTestFinished } from "vitest";
import { App } from "../src/App.tsx";
import { openSession } from "../src/session.ts";
import { en } from "../src/words/en.ts";
import { ru } from "../src/words/ru.ts";

export interface Given {
  server: FakeServer;
  net: FakeNet;
  client: ChatClient;
  /** Draw the screen anew, as a page that is loaded again. */
  reload(): void;
}

/** cid opens the chat from the app; `places` are their premises, `behind` what the app adds. */
export function givenScreen(
  places: { id: string; name: string; address: string }[],
  address = "",
  behind = "",
): Given {
  speak({ ru, en });
  const server = givenServer();
  const net = new FakeNet(server);
  const cid: User = { ...CID, places };
  server.people.set("cid", cid);
  const http: Record<string, unknown> = {
    "/superapp/v1/products": { items: [{ id: PIPES.id, name: PIPES.name, unread: 0 }] },
    "/superapp/v1/me": { id: cid.id, name: cid.name, premises: places },
  };
  const real = globalThis.fetch;
  globalThis.fetch = async (input) => Response.json(http[String(input)]);
  window.history.replaceState(null, "", `/chat/${address}#token=cid${behind}`);
  const session = openSession(window.location, window.history);
  if (session === null) {
    throw new Error("there is a token in the address");
  }
  const client = new ChatClient({
    url: "ws://test/ws",
    token: session.token,
    device: "test",
    openSocket: net.open,
    shelf: new MemoryShelf(),
  });
  const beat = setInterval(() => void net.settle(), 2);
  onTestFinished(() => {
    clearInterval(beat);
    client.stop();
    globalThis.fetch = real;
  });
  client.start();
  const draw = () =>
    render(
      <MantineProvider env="test">
        <VirtuosoMockContext.Provider value={{ viewportHeight: 4000, itemHeight: 60 }}>
          <App session={session} client={client} />
        </VirtuosoMockContext.Provider>
      </MantineProvider>,
    );
  let drawn = draw();
  const reload = () => {
    drawn.unmount();
    drawn = draw();
  };
  return { server, net, client, reload };
}
