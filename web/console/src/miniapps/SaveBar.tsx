/** Nothing of the chat's settings holds before it is saved (requirement 126). */

import { Alert, Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Stale } from "./ChatTab.tsx";

interface SaveBarProps {
  editing: {
    changed: boolean;
    busy: boolean;
    stale: boolean;
    refusal: string | null;
    reset(): void;
  };
  reload(): void;
}

export function SaveBar({ editing, reload }: SaveBarProps) {
  const { t } = useTranslation();
  return (
    <>
      {editing.stale ? <Stale reload={reload} /> : null}
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
