/** How does a button show whether this browser rings, and change it? */

import { useEffect } from "react";
import type { PushState, PushSwitch } from "./push.ts";
import { tellFailure } from "./sentences.ts";
import { useSignal } from "./state.tsx";

export interface PushButton {
  state: PushState;
  turn(): void;
}

export function usePush(push: PushSwitch): PushButton {
  useEffect(() => {
    // Nobody asked for it now: where it cannot be found out, the button is absent.
    push.look().catch(() => undefined);
  }, [push]);
  const state = useSignal(push.state);
  const turn = () => (state === "on" ? push.turnOff() : push.turnOn()).catch(tellFailure);
  return { state, turn: () => void turn() };
}
