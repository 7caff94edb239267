/** Shall an organisation be closed, or opened again? What follows is said before it is done. */

import { Alert, Button, Group, List, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTools } from "../tools.tsx";
import { problemText, tellDone } from "../trouble.ts";
import type { Org } from "./org.ts";

interface EntryStepProps {
  org: Org;
  how: "close" | "reopen";
  back(): void;
  done(): void;
}

export function EntryStep({ org, how, back, done }: EntryStepProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { id, name } = org;
  const act = async () => {
    setBusy(true);
    try {
      // Meant whatever else of the card somebody has just changed.
      await http.post(`orgs/${id}/${how}`);
      tellDone(t(`orgs.${how}.done`, { name }));
      done();
    } catch (error) {
      setRefusal(problemText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack data-testid="entry-step">
      <b>{t(`orgs.${how}.title`, { name })}</b>
      <List spacing={4} size="sm">
        {["first", "second"].map((one) => (
          <List.Item key={one}>{t(`orgs.${how}.${one}`)}</List.Item>
        ))}
      </List>
      {refusal === null ? null : (
        <Alert color="red" role="alert">
          {refusal}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button autoFocus variant="default" onClick={back}>
          {t("cancel")}
        </Button>
        <Button color={how === "close" ? "red" : "sea"} loading={busy} onClick={() => void act()}>
          {t(`orgs.${how}`)}
        </Button>
      </Group>
    </Stack>
  );
}
