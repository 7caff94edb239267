/** May a role go, and is that meant? One that somebody has may not. */

import { Alert, Button, Group, Stack } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "../http.ts";
import { useRoute } from "../route.ts";
import { problemText, tellDone } from "../trouble.ts";
import type { Cards, Role } from "./api.ts";

interface RemoveStepProps {
  role: Role;
  cards: Cards<Role>;
  back(): void;
  removed(): void;
}

export function RemoveStep({ role, cards, back, removed }: RemoveStepProps) {
  const { t } = useTranslation();
  const route = useRoute();
  const [used, setUsed] = useState(role.people > 0);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const remove = async () => {
    setBusy(true);
    try {
      await cards.remove(role.id, undefined);
      tellDone(t("role.removed", { name: role.name }));
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
      <b>{t("role.remove.title", { name: role.name })}</b>
      <span>{t(used ? "role.remove.used" : "role.remove.unused")}</span>
      {refusal === null ? null : (
        <Alert color="red" role="alert">
          {refusal}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button ref={first} variant="default" onClick={back}>
          {t("cancel")}
        </Button>
        {used ? (
          <Button onClick={() => route.go(["staff", "people"], { role: role.id })}>
            {t("role.remove.who")}
          </Button>
        ) : (
          <Button color="red" loading={busy} onClick={() => void remove()}>
            {t("role.remove")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
