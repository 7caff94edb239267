/** With which sentence is a refusal told, so that the person knows what to do next? */

import { Refusal } from "@chatserver/protocol";
import { type NotificationData, notifications } from "@mantine/notifications";
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
  notify({ color: "orange", message: sentence(code), autoClose: 6000 });
}

/** Tell something in passing; it can be put away by whoever sees nothing, too. */
export function notify(told: NotificationData): void {
  notifications.show({
    withBorder: true,
    // Beneath a title it would be too pale to be read in passing.
    styles: { description: { color: "var(--mantine-color-text)" } },
    closeButtonProps: { "aria-label": i18next.t("message.close") },
    ...told,
  });
}
