/** What is a connection to a test? A socket with two queues. */

import type { Frame } from "../src/frames.ts";
import type { Socket } from "../src/socket.ts";

/** One connection: two queues, and what either end made of it. */
export class FakeLink implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: ((close: { code: number }) => void) | null = null;
  readonly toServer: Frame[] = [];
  readonly toClient: Frame[] = [];
  readonly sent: Frame[] = [];
  opened = false;
  closed = false;

  send(text: string): void {
    const frame = JSON.parse(text) as Frame;
    this.sent.push(frame);
    this.toServer.push(frame);
  }

  /** The client's own end. */
  close(): void {
    this.closed = true;
  }

  /** From the server; queued until it is delivered. */
  push(frame: Frame): void {
    if (!this.closed) {
      this.toClient.push(structuredClone(frame));
    }
  }

  /** The network's or the server's end. */
  cut(code: number): void {
    if (!this.closed) {
      this.closed = true;
      this.onclose?.({ code });
    }
  }
}
