/** How is an amount written, and read? It is kept in the smallest unit of its currency. */

import { localeOf } from "./times.ts";

function formatOf(currency: string, language: string): [Intl.NumberFormat, number] {
  const format = new Intl.NumberFormat(localeOf(language), { style: "currency", currency });
  return [format, format.resolvedOptions().maximumFractionDigits ?? 2];
}

/** `35000` of `RUB`: 350,00 ₽. */
export function money(amount: number, currency: string, language: string): string {
  const [format, digits] = formatOf(currency, language);
  return format.format(amount / 10 ** digits);
}

/** As it stands in a field: without the currency, and with nothing between the thousands. */
export function typedMoney(amount: number, currency: string, language: string): string {
  const [, digits] = formatOf(currency, language);
  const text = (amount / 10 ** digits).toFixed(digits);
  return language === "ru" ? text.replace(".", ",") : text;
}

/** What was typed into such a field; null: it is no amount. */
export function moneyOf(typed: string, currency: string): number | null {
  const [, digits] = formatOf(currency, "en");
  const bare = typed.replace(/\s/g, "").replace(",", ".");
  const [, whole = "", rest = ""] = /^(\d{1,12})(?:\.(\d+))?$/.exec(bare) ?? [];
  return whole === "" || rest.length > digits ? null : Number(whole + rest.padEnd(digits, "0"));
}
