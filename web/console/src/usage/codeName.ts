/** What does a code of the server's say to people? */

import type { TFunction } from "i18next";

/** A code that is newer than these words stands for itself. */
export function codeName(t: TFunction, of: "source" | "refused" | "error", code: string): string {
  return t(`usage.${of}.${code}` as never, { defaultValue: code });
}
