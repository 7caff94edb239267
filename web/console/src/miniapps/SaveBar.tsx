/** Nothing of the chat's settings holds before it is saved (requirement 126). */

import { Alert, Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface SaveBarProps {
  editing: {
    changed: boolean;
    busy: boolean;
    stale: boolean;
    refusal: string | null;
    reset(): void;
    yield(): void;
  };
}

export function SaveBar({ editing }: SaveBarProps) {
  const { t } = useTranslation();
  return (
    <>
      {editing.stale ? <Stale reload={editing.yield} /> : null}
      {editing.refusal === null ? null : (
        <Alert color="red" role="alert">
          {editing.refusal}
        </Alert>
      )}
      {editing.changed ? (
        <Group>
          <Button type="submit" loading={editing.busy}>
            {t("save")}
          </Button>
          <Button variant="default" onClick={editing.reset}>
            {t("cancel")}
          </Button>
        </Group>
      ) : null}
    </>
  );
}

/** Somebody else has saved meanwhile: what stands now can be had, and ours is not lost before that. */
function Stale({ reload }: { reload(): void }) {
  const { t } = useTranslation();
  return (
    <Alert color="orange" role="alert" title={t("problem.precondition_failed")}>
      <Button size="compact-xs" mt={6} onClick={reload}>
        {t("miniapp.reload")}
      </Button>
    </Alert>
  );
}
