/** What can happen between a client and a server? Sockets that a test can deliver, lose and cut. */

import type { OpenSocket } from "../src/socket.ts";
import { FakeLink } from "./fake-link.ts";
import type { FakeServer } from "./fake-server.ts";

/** Carries frames only when told, so that a test decides about every interleaving. */
export class FakeNet {
  readonly links: FakeLink[] = [];
  readonly server: FakeServer;
  /** False: nobody answers the door. */
  up = true;

  constructor(server: FakeServer) {
    this.server = server;
  }

  readonly open: OpenSocket = () => {
    const link = new FakeLink();
    this.links.push(link);
    return link;
  };

  get last(): FakeLink {
    const link = this.links.at(-1);
    if (link === undefined) {
      throw new Error("nobody has connected yet");
    }
    return link;
  }

  /** Let the newest links through the door, or show that there is none. */
  admit(): boolean {
    let moved = false;
    for (const link of this.links) {
      if (!link.opened && !link.closed) {
        link.opened = true;
        moved = true;
        if (this.up) {
          link.onopen?.();
        } else {
          link.cut(1006);
        }
      }
    }
    return moved;
  }

  /** One frame from the client to the server. */
  up1(link: FakeLink): boolean {
    const frame = link.closed ? undefined : link.toServer.shift();
    if (frame !== undefined) {
      this.server.receive(link, frame);
    }
    return frame !== undefined;
  }

  /** One frame from the server to the client. */
  down1(link: FakeLink): boolean {
    const frame = link.closed ? undefined : link.toClient.shift();
    if (frame !== undefined) {
      link.onmessage?.({ data: JSON.stringify(frame) });
    }
    return frame !== undefined;
  }

  /** Everything that is on its way arrives, and what it causes too. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; ) {
      let moved = this.admit();
      for (const link of this.links) {
        while (this.up1(link) || this.down1(link)) {
          moved = true;
          await breathe();
        }
      }
      await breathe();
      quiet = moved ? 0 : quiet + 1;
    }
  }

  /** The connection breaks; what was under way in either direction is gone. */
  cut(code = 1006): void {
    for (const link of this.links) {
      this.server.gone(link);
      link.cut(code);
    }
  }
}

/** Let promises that are ready run. */
export async function breathe(): Promise<void> {
  for (let i = 0; i < 12; i += 1) {
    await Promise.resolve();
  }
}
