/** May a role or a department go, and is that meant? One that is in use may not. */

import { Alert, Button, Group, Stack } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "../http.ts";
import { useRoute } from "../route.ts";
import { useTools } from "../tools.tsx";
import { problemText, tellDone } from "../trouble.ts";
import type { Cards } from "./api.ts";

interface RemoveStepProps {
  what: "role" | "department";
  named: { id: string; name: string };
  cards: Pick<Cards<unknown>, "remove">;
  /** It is known that somebody has it. */
  had: boolean;
  back(): void;
  removed(): void;
}

export function RemoveStep({ what, named, cards, had, back, removed }: RemoveStepProps) {
  const { t } = useTranslation();
  const route = useRoute();
  const seesPeople = useTools().me.permissions?.includes("staff.edit") === true;
  const [used, setUsed] = useState(had);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const remove = async () => {
    setBusy(true);
    try {
      await cards.remove(named.id);
      tellDone(t(`${what}.removed`, { name: named.name }));
      removed();
    } catch (error) {
      if (error instanceof Problem && error.code === "in_use") {
        setUsed(true);
      } else {
        setRefusal(problemText(error));
      }
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack data-testid="remove-step">
      <b>{t(`${what}.remove.title`, { name: named.name })}</b>
      <span role={used ? "alert" : undefined}>
        {t(used ? `${what}.remove.used` : `${what}.remove.unused`)}
      </span>
      {refusal === null ? null : (
        <Alert color="red" role="alert">
          {refusal}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button ref={first} variant="default" onClick={back}>
          {t("cancel")}
        </Button>
        {used && seesPeople ? (
          <Button onClick={() => route.go(["staff", "people"], { [what]: named.id })}>
            {t(`${what}.remove.who`)}
          </Button>
        ) : null}
        {used ? null : (
          <Button color="red" loading={busy} onClick={() => void remove()}>
            {t(`${what}.remove`)}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
