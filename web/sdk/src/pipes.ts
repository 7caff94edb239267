/** By which way do texts go between a page and its host, once they know each other? */

export interface Pipe {
  send(text: string): void;
  /** One listener; what comes before there is one waits. */
  receive(listener: (data: unknown) => void): void;
  close(): void;
}

/** A transferred port. It dies with its document, so a page that went elsewhere has no bridge. */
export function portPipe(port: MessagePort): Pipe {
  return {
    send: (text) => port.postMessage(text),
    receive: (listener) => {
      port.onmessage = (event: MessageEvent) => listener(event.data);
    },
    close: () => port.close(),
  };
}

/** Both ends within one page: for a host that is emulated. */
export function pipePair(): [Pipe, Pipe] {
  const { port1, port2 } = new MessageChannel();
  return [portPipe(port1), portPipe(port2)];
}

/** What an Android shell adds with `addWebMessageListener`. */
interface AndroidHost {
  postMessage(text: string): void;
  onmessage: ((event: { data: unknown }) => void) | null;
}

/** What an iOS shell adds with a script message handler that replies. */
interface AppleHost {
  postMessage(text: string): Promise<unknown>;
}

export interface NativeWindow {
  miniAppHost?: AndroidHost;
  webkit?: { messageHandlers?: { miniAppHost?: AppleHost } };
}

/** iOS tells events by calling this. */
export const APPLE_EVENTS = "miniAppHostEvent";

/** The way into a native shell; null in a browser. */
export function nativePipe(window: NativeWindow): Pipe | null {
  const android = window.miniAppHost;
  if (android !== undefined) {
    return {
      send: (text) => android.postMessage(text),
      receive: (listener) => {
        android.onmessage = (event) => listener(event.data);
      },
      close: () => {
        android.onmessage = null;
      },
    };
  }
  const apple = window.webkit?.messageHandlers?.miniAppHost;
  return apple === undefined ? null : applePipe(apple, window as Record<string, unknown>);
}

function applePipe(apple: AppleHost, window: Record<string, unknown>): Pipe {
  let hear: (data: unknown) => void = () => undefined;
  window[APPLE_EVENTS] = (data: unknown) => hear(data);
  return {
    send: (text) => {
      // A handler that fails answers nothing: the call runs out of time.
      apple.postMessage(text).then(
        (answer) => hear(answer),
        () => undefined,
      );
    },
    receive: (listener) => {
      hear = listener;
    },
    close: () => {
      hear = () => undefined;
    },
  };
}
