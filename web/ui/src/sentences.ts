/** With which sentence is a refusal told, so that the person knows what to do next? */

import { Refusal } from "@chatserver/protocol";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";

export function sentence(code: string): string {
  const name = `refusal.${code}`;
  const known: boolean = i18next.exists(name);
  return i18next.t(known ? name : "refusal.other");
}

/** Tell a failed act in passing. A lost connection has its own banner. */
export function tellFailure(error: unknown): void {
  tellCode(error instanceof Refusal ? error.code : "other");
}

/** Tell in passing why something cannot be done. */
export function tellCode(code: string): void {
  notifications.show({
    color: "orange",
    message: sentence(code),
    autoClose: 6000,
    withBorder: true,
  });
}
