/** When does a day of a date field begin? */

/** By this browser's clock, as the server reads it; `later`: so many days after. */
export function startOf(day: string, later = 0): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}
