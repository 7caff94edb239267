/** How is a stretch of time written, and a share? */

import { localeOf } from "@chatserver/ui";
import type { CSSProperties } from "react";

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** The two largest units: "3 min 20 sec". Null: a dash. */
export function stretch(seconds: number | null, language: string): string {
  if (seconds === null) {
    return "–";
  }
  const whole = Math.round(seconds);
  const first = UNITS.findIndex(([, length]) => whole >= length);
  if (first < 0) {
    return unit(0, "second", language);
  }
  let left = whole;
  const parts = UNITS.slice(first, first + 2).map(([name, length]) => {
    const many = Math.floor(left / length);
    left -= many * length;
    return many === 0 ? "" : unit(many, name, language);
  });
  return parts.filter(Boolean).join(" ");
}

function unit(many: number, name: string, language: string): string {
  const how = { style: "unit", unit: name, unitDisplay: "short" } as const;
  return new Intl.NumberFormat(language, how).format(many);
}

/** A share in whole per cent; of nothing there is none. */
export function share(some: number, all: number, language: string): string {
  return all === 0 ? "–" : new Intl.NumberFormat(language, { style: "percent" }).format(some / all);
}

export function amount(many: number, language: string): string {
  return new Intl.NumberFormat(language).format(many);
}

/** How far a bar goes, for the style sheet. */
export function part(of: number): CSSProperties {
  return { "--part": of } as CSSProperties;
}

/** A date of the organisation's own: it has no time, and moves to no other zone. */
export function dayName(date: string, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  }).format(new Date(date));
}

/** Less than a few minutes, to a hundredth of a second: "0.85 sec". Null: a dash. */
export function moment(ms: number | null, language: string): string {
  const how = { style: "unit", unit: "second", unitDisplay: "short" } as const;
  const digits = { maximumFractionDigits: 2 };
  return ms === null
    ? "–"
    : new Intl.NumberFormat(language, { ...how, ...digits }).format(ms / 1000);
}
