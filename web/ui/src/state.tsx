/** How does a component follow the client's state? */

import type { ChatClient, Signal, ThreadState } from "@chatserver/protocol";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from "react";
import { dayOf } from "./times.ts";

export function useSignal<T>(signal: Signal<T>): T {
  return useSyncExternalStore(signal.subscribe, signal.snapshot);
}

const Context = createContext<ChatClient | null>(null);

export function ClientProvider({ client, children }: { client: ChatClient; children: ReactNode }) {
  return <Context.Provider value={client}>{children}</Context.Provider>;
}

export function useClient(): ChatClient {
  const client = useContext(Context);
  if (client === null) {
    throw new Error("a screen needs a ClientProvider around it");
  }
  return client;
}

/** Keep a chat current while the component stands. */
export function useThread(chat: string): ThreadState {
  const client = useClient();
  useEffect(() => client.follow(chat), [client, chat]);
  return useSignal(client.thread(chat).state);
}

/** Once the connection that was lost is there again, act; nothing is heard unless it is `wanted`. */
export function useRevival(wanted: boolean, act: () => void): void {
  const client = useContext(Context);
  useEffect(() => {
    if (!wanted) {
      return undefined;
    }
    let lost = client !== null && client.connection.value.status !== "live";
    const look = () => {
      const live = client?.connection.value.status === "live";
      if (live && lost) {
        act();
      }
      lost = !live;
    };
    const leave = client?.connection.subscribe(look);
    // Whoever has no line of chats hears of the network alone.
    window.addEventListener("online", act);
    return () => {
      leave?.();
      window.removeEventListener("online", act);
    };
  }, [client, wanted, act]);
}

/** Whether a person can be looking at this page now. */
export function useLooking(): boolean {
  const [looking, setLooking] = useState(isLooking);
  useEffect(() => {
    const look = () => setLooking(isLooking());
    window.addEventListener("focus", look);
    window.addEventListener("blur", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      window.removeEventListener("focus", look);
      window.removeEventListener("blur", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return looking;
}

function isLooking(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}

const MINUTE_MS = 60_000;

/**
 * The local day, and a new drawing within a minute after it has changed.
 *
 * Looked at each minute: a timer up to midnight would oversleep with the device.
 */
export function useToday(): string {
  const client = useClient();
  const [today, setToday] = useState(() => dayAt(client.now()));
  useEffect(() => {
    const clock = setInterval(() => setToday(dayAt(client.now())), MINUTE_MS);
    return () => clearInterval(clock);
  }, [client]);
  return today;
}

function dayAt(ms: number): string {
  return dayOf(new Date(ms).toISOString());
}
