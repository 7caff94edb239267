/** Who is the client here, and what does the superapp ask the server in their name? */

import { ask, Problem, SuperappDoor } from "@chatserver/sdk/host";
import { deviceName } from "@chatserver/ui";

export type Screen = "home" | "house" | "showcase" | "services";

export interface Tile {
  id: string;
  screen: Screen;
  title: string;
  text: string;
  image: string | null;
  target: { kind: "miniapp" | "screen"; id: string };
}

export interface Me {
  id: string;
  name: string;
  org: { name: string };
  premises: { id: string; address: string }[];
}

export interface Session {
  client: string;
  door: SuperappDoor;
  me(): Promise<Me>;
  tiles(): Promise<Tile[]>;
}

/** What the superapp's back end does in real life: a token for the client who has signed in. */
async function demoToken(client: string): Promise<string> {
  const answer = await fetch("/demo/tokens", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ client }),
  });
  if (!answer.ok) {
    throw new Problem(answer.status, (await answer.json().catch(() => ({}))) as object as never);
  }
  const { token } = (await answer.json()) as { token: string };
  return token;
}

export function sessionOf(client: string): Session {
  let held: Promise<string> | null = null;
  const token = (fresh: boolean): Promise<string> => {
    if (fresh || held === null) {
      held = demoToken(client);
      // The next one tries again.
      held.catch(() => {
        held = null;
      });
    }
    return held;
  };
  const read = async <T>(path: string): Promise<T> => {
    const url = `/superapp/v1/${path}`;
    try {
      return await ask<T>(url, await token(false));
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) {
        throw error;
      }
      return await ask<T>(url, await token(true));
    }
  };
  return {
    client,
    door: new SuperappDoor({ token, device: deviceName(), version: "demo" }),
    me: () => read<Me>("me"),
    tiles: async () => (await read<{ items: Tile[] }>("widgets")).items,
  };
}
