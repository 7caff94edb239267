/** Of which departments, employees, products and topics can a filter choose? */

import type { Named } from "@chatserver/protocol";
import { useSignal } from "@chatserver/ui";
import { MultiSelect } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTools } from "../tools.tsx";

export interface FieldProps {
  label: string;
  value: string[];
  change(ids: string[]): void;
}

/** So many are drawn at once; typing finds the others. */
const DRAWN = 100;

/** Null: they are on their way. */
type Found = readonly Named[] | "failed" | null;

const NONE: readonly Named[] = [];

export function NamedField({ label, value, change, from }: FieldProps & { from: Found }) {
  const { t } = useTranslation();
  const { directory } = useTools();
  const names = useSignal(directory.names);
  const data = useMemo(() => {
    const found = from === null || from === "failed" ? NONE : from;
    const known = new Map(found.map(({ id, name }) => [id, name]));
    // What is chosen stays visible, though it may be gone from the list.
    for (const id of value) {
      known.set(id, known.get(id) ?? names.get(id) ?? id);
    }
    return [...known].map(([id, name]) => ({ value: id, label: name }));
  }, [from, value, names]);
  return (
    <MultiSelect
      label={label}
      searchable
      clearable
      hidePickedOptions
      limit={DRAWN}
      nothingFoundMessage={t(`field.${wordOf(from)}`)}
      clearButtonProps={{ "aria-label": t("field.clear", { field: label }) }}
      placeholder={value.length === 0 ? t("field.any") : ""}
      value={value}
      onChange={change}
      data={data}
    />
  );
}

function wordOf(found: Found): string {
  if (found === null) {
    return "loading";
  }
  return found === "failed" ? "failed" : "nothing";
}

function useLoaded(load: () => Promise<Named[]>): Found {
  const [found, setFound] = useState<Found>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the field appears
  useEffect(() => {
    let here = true;
    load().then(
      (items) => here && setFound(items),
      () => here && setFound("failed"),
    );
    return () => {
      here = false;
    };
  }, []);
  return found;
}

export function DepartmentField(props: FieldProps) {
  const { directory } = useTools();
  return <NamedField {...props} from={useLoaded(() => directory.departments())} />;
}

export function StaffField(props: FieldProps) {
  const { directory } = useTools();
  return <NamedField {...props} from={useLoaded(() => directory.staff())} />;
}

export function ProductField(props: FieldProps) {
  const { directory } = useTools();
  return <NamedField {...props} from={useLoaded(() => directory.products())} />;
}

export function TagField(props: FieldProps) {
  const { directory } = useTools();
  return <NamedField {...props} from={useLoaded(() => directory.topics())} />;
}
