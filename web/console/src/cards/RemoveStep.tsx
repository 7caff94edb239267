/** May it go, and is that meant? What is in use may not: it is told what uses it. */

import { Alert, Button, Group, List, Stack } from "@mantine/core";
import i18next from "i18next";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "../http.ts";
import { type QueryChange, useRoute } from "../route.ts";
import { problemText, tellDone } from "../trouble.ts";
import type { Cards } from "./cards.ts";

export interface RemoveStepProps {
  /** What its words begin with. */
  word: string;
  named: { id: string; name: string };
  cards: Pick<Cards<unknown>, "remove">;
  /** It is known that somebody has it. */
  had?: boolean;
  /** Where those are shown that have it; for who may see them. */
  who?: { path: readonly string[]; query: QueryChange } | undefined;
  back(): void;
  removed(): void;
}

export function RemoveStep(props: RemoveStepProps) {
  const { word, named, cards, had = false, who, back, removed } = props;
  const { t } = useTranslation();
  const route = useRoute();
  const [used, setUsed] = useState(had);
  const [uses, setUses] = useState<readonly (readonly [string, number])[]>([]);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const remove = async () => {
    setBusy(true);
    try {
      await cards.remove(named.id);
      tellDone(t(`${word}.removed`, { name: named.name }));
      removed();
    } catch (error) {
      if (error instanceof Problem && error.code === "in_use") {
        setUsed(true);
        setUses(usesIn(error));
      } else {
        setRefusal(problemText(error));
      }
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack data-testid="remove-step">
      <b>{t(`${word}.remove.title`, { name: named.name })}</b>
      <span role={used ? "alert" : undefined}>
        {t(used ? `${word}.remove.used` : `${word}.remove.unused`)}
      </span>
      {uses.length === 0 ? null : (
        <List size="sm">
          {uses.map(([what, count]) => (
            <List.Item key={what}>{t(`uses.${what}`, { count })}</List.Item>
          ))}
        </List>
      )}
      {refusal === null ? null : (
        <Alert color="red" role="alert">
          {refusal}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button ref={first} variant="default" onClick={back}>
          {t("cancel")}
        </Button>
        {used && who !== undefined ? (
          <Button onClick={() => route.go(who.path, who.query)}>{t(`${word}.remove.who`)}</Button>
        ) : null}
        {used ? null : (
          <Button color="red" loading={busy} onClick={() => void remove()}>
            {t(`${word}.remove`)}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

/** What still refers to it, and how often; only what there are words for. */
function usesIn({ body }: Problem): (readonly [string, number])[] {
  return Object.entries(body.uses ?? {}).filter(([what]) => i18next.exists(`uses.${what}_one`));
}
