/** Shall somebody be let in no more, or again? What follows is said before it is done. */

import { Alert, Button, Group, List, Stack } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Cards } from "../cards/cards.ts";
import { useTools } from "../tools.tsx";
import { Mistakes, problemText, tellDone } from "../trouble.ts";
import type { Employee } from "./api.ts";
import { useCrew } from "./crew.ts";
import { mistakesIn } from "./refused.ts";

interface AccessStepProps {
  person: Employee;
  cards: Cards<Employee>;
  back(): void;
  done(): void;
}

export function AccessStep({ person, cards, back, done }: AccessStepProps) {
  const { t } = useTranslation();
  const { me } = useTools();
  const crew = useCrew();
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { id, name, active } = person;
  const word = active ? "close" : "open";
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const turn = async () => {
    setBusy(true);
    try {
      // Meant whatever else of the card somebody has just changed.
      await cards.change(id, { active: !active }, undefined);
      tellDone(t(`entry.${word}.done`, { name }));
      done();
    } catch (error) {
      const found = new Mistakes(mistakesIn(error, "", crew));
      setRefusal(found.at("", true) ?? found.at("/objects") ?? problemText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack data-testid="access-step">
      <b>{t(`entry.${word}.title`, { name })}</b>
      <List spacing={4} size="sm">
        {(crew.answers ? ["first", "second", "third"] : ["first", "platform"]).map((what) => (
          <List.Item key={what}>{t(`entry.${word}.${what}`)}</List.Item>
        ))}
        {id === me.id ? <List.Item>{t("entry.close.self")}</List.Item> : null}
      </List>
      {refusal === null ? null : (
        <Alert color="red" role="alert">
          {refusal}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button ref={first} variant="default" onClick={back}>
          {t("cancel")}
        </Button>
        <Button color={active ? "red" : "sea"} loading={busy} onClick={() => void turn()}>
          {t(`entry.${word}`)}
        </Button>
      </Group>
    </Stack>
  );
}
