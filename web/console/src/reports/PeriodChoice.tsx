/** How many days are looked at? */

import { useLanguage } from "@chatserver/ui";
import { SegmentedControl } from "@mantine/core";
import office from "../office.module.css";
import { DAYS, type Days } from "./api.ts";

interface PeriodChoiceProps {
  label: string;
  days: Days;
  set(days: string): void;
}

export function PeriodChoice({ label, days, set }: PeriodChoiceProps) {
  const { language } = useLanguage();
  const how = { style: "unit", unit: "day", unitDisplay: "long" } as const;
  const written = new Intl.NumberFormat(language, how);
  return (
    <SegmentedControl
      className={office.push ?? ""}
      aria-label={label}
      value={String(days)}
      onChange={set}
      data={DAYS.map((one) => ({ value: String(one), label: written.format(one) }))}
    />
  );
}
