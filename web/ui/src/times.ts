/** How is a moment shown? For display only: order is by `seq`. */

/** The language with the country whose way of writing dates the reader is used to. */
export function localeOf(language: string): string {
  const own = navigator.languages.find(
    (one) => one.split("-")[0] === language && one.includes("-"),
  );
  // Where no country is named, nobody takes the fourth of March for the third of April.
  return own ?? (language === "en" ? "en-GB" : language);
}

const WAYS = {
  clock: { hour: "2-digit", minute: "2-digit" },
  day: { day: "numeric", month: "long" },
  dayAndYear: { day: "numeric", month: "long", year: "numeric" },
  short: { day: "2-digit", month: "2-digit", year: "2-digit" },
  full: { dateStyle: "medium", timeStyle: "short" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

// To make one takes a millisecond, and a long list writes hundreds of times.
const made = new Map<string, Intl.DateTimeFormat>();

function written(way: keyof typeof WAYS, at: string, language: string): string {
  const locale = localeOf(language);
  const key = `${way} ${locale}`;
  const format = made.get(key) ?? new Intl.DateTimeFormat(locale, WAYS[way]);
  made.set(key, format);
  return format.format(new Date(at));
}

export function clockTime(at: string, language: string): string {
  return written("clock", at, language);
}

/** A name for the local day, the same for all moments of it. */
export function dayOf(at: string): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

export function dayName(at: string, language: string, now: number): string {
  const date = new Date(at);
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const days = Math.round((new Date(at).setHours(0, 0, 0, 0) - midnight) / 86_400_000);
  if (days === 0 || days === -1) {
    const word = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day");
    return word.charAt(0).toUpperCase() + word.slice(1);
  }
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return written(sameYear ? "day" : "dayAndYear", at, language);
}

/** Short enough for a list: the hour today, else the day. */
export function listTime(at: string, language: string, now: number): string {
  if (dayOf(at) === dayOf(new Date(now).toISOString())) {
    return clockTime(at, language);
  }
  return written("short", at, language);
}

/** A line may end behind the day, and nowhere within it. */
export function fullTime(at: string, language: string): string {
  return written("full", at, language).replace(/(?<!,)\s/g, "\u00a0");
}

export function fileSize(bytes: number, language: string): string {
  const unit = bytes >= 1_048_576 ? "megabyte" : bytes >= 1024 ? "kilobyte" : "byte";
  const value = bytes / { megabyte: 1_048_576, kilobyte: 1024, byte: 1 }[unit];
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: unit === "megabyte" ? 1 : 0,
  }).format(value);
}
