/** With which sentence is it told what was found in a mini-app's archive? */

import i18next from "i18next";
import { findingsRu } from "../words/findings.ru.ts";
import type { Finding } from "./api.ts";

const MEGABYTE = 1024 * 1024;

/** In the reader's language; what has no words here has the server's. */
export function findingText({ code, message }: Pick<Finding, "code" | "message">): string {
  const said = i18next.language === "ru" ? findingsRu[code] : undefined;
  if (said === undefined) {
    return message;
  }
  const figure = Number(/\d+/.exec(message)?.[0]);
  const known: Record<string, string | number> = {
    figure,
    megabytes: figure / MEGABYTE,
    message,
  };
  return said.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(known[name]));
}
