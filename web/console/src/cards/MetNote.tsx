/** Somebody else has saved meanwhile: what have they changed, and what is to be looked at again? */

import { Alert, Button, List } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Editing } from "./useEditing.ts";

interface MetNoteProps<D> {
  editing: Editing<D>;
  label(field: keyof D): string;
  /** What a field holds, in words. */
  shown(field: keyof D, draft: D): string;
}

export function MetNote<D extends object>({ editing, label, shown }: MetNoteProps<D>) {
  const { t } = useTranslation();
  const { met, base } = editing;
  if (met === null) {
    return null;
  }
  return (
    <Alert color="orange" role="alert" title={t("problem.precondition_failed")}>
      {met.disputed.length > 0 ? (
        <>
          {t("met.disputed")}
          <List size="sm" my={4}>
            {met.disputed.map((field) => (
              <List.Item key={String(field)}>
                {t("met.now", { field: label(field), value: shown(field, base) })}
              </List.Item>
            ))}
          </List>
        </>
      ) : null}
      {met.theirs.length > met.disputed.length
        ? t("met.taken", {
            fields: met.theirs
              .filter((field) => !met.disputed.includes(field))
              .map(label)
              .join(", "),
          })
        : null}{" "}
      {t("met.save")}
      <div>
        <Button size="compact-xs" variant="light" color="orange" mt={8} onClick={editing.yield}>
          {t("met.yield")}
        </Button>
      </div>
    </Alert>
  );
}
