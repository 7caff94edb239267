/** How is an amount written? */

/** `amount` is in the smallest unit of the currency. */
export function money(of: { amount: number; currency: string }, language: string): string {
  const format = new Intl.NumberFormat(language, { style: "currency", currency: of.currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(of.amount / 10 ** digits);
}
