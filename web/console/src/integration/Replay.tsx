/** Shall everything be sent again that an endpoint did not take since a day? */

import { Button, Checkbox, Group, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { startOf } from "../cards/days.ts";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { Mistakes, tellDone, tellProblem } from "../trouble.ts";

interface ReplayProps {
  id: string;
  done(): void;
}

interface Replayed {
  count: number;
  /** Where the next request goes on; null: that was all. */
  next_since: string | null;
}

export function Replay({ id, done }: ReplayProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const [day, setDay] = useState("");
  const [delivered, setDelivered] = useState(false);
  const [mistakes, setMistakes] = useState(Mistakes.none);
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    setMistakes(Mistakes.none);
    try {
      let count = 0;
      let since: string | null = startOf(day);
      while (since !== null) {
        const body: object = { since, delivered };
        const replayed: Replayed = await http.post<Replayed>(`webhooks/${id}/replay`, body);
        count += replayed.count;
        since = replayed.next_since;
      }
      tellDone(t("delivery.replayed", { count }));
      done();
    } catch (error) {
      const found = Mistakes.of(error);
      setMistakes(found);
      if (found.length === 0) {
        tellProblem(error);
      }
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className={css.sheet} style={{ marginTop: 14 }}>
      <h2>{t("delivery.range")}</h2>
      <Group align="flex-end">
        <TextInput
          type="date"
          label={t("delivery.range.since")}
          error={mistakes.at("", true)}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <Checkbox
          mb={8}
          label={t("delivery.range.delivered")}
          checked={delivered}
          onChange={(event) => setDelivered(event.currentTarget.checked)}
        />
        <Button variant="light" loading={busy} disabled={day === ""} onClick={() => void send()}>
          {t("delivery.range.send")}
        </Button>
      </Group>
    </section>
  );
}
