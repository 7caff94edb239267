/** What does the client need from a socket? The boundary where a scripted peer may stand in. */

export const SUBPROTOCOL = "chat.v1";

/** The part of a browser's WebSocket that is used; its owner sets the handlers. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: ((close: { code: number }) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

export type OpenSocket = (url: string) => Socket;

export const openBrowserSocket: OpenSocket = (url) =>
  new WebSocket(url, SUBPROTOCOL) as unknown as Socket;
