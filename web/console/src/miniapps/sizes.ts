/** How large is that, in words that people use? */

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

export function bytesText(bytes: number, language: string): string {
  const power = bytes < 1 ? 0 : Math.min(3, Math.floor(Math.log2(bytes) / 10));
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: UNITS[power] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(bytes / 1024 ** power);
}
