/** Shall all that is known of a person be given out, or be overwritten? Never without a reason. (D16) */

import { Alert, Button, Group, List, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { download } from "../card/download.ts";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { problemText, tellDone } from "../trouble.ts";
import type { Client } from "./client.ts";

interface PersonalDataStepProps {
  what: "export" | "erase";
  client: Client;
  back(): void;
  /** The person is known no more. */
  done(): void;
}

const REASON_MAX = 500;

export function PersonalDataStep({ what, client, back, done }: PersonalDataStepProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const [reason, setReason] = useState("");
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { id, name } = client;
  const act = async () => {
    setBusy(true);
    setRefusal(null);
    try {
      const body = { reason: reason.trim() };
      const answer = await http.response(`clients/${id}/${what}`, { method: "POST", body });
      if (what === "export") {
        download(await answer.blob(), `${id}.zip`);
        tellDone(t("clients.exported", { name }));
        back();
      } else {
        tellDone(t("clients.erase.done"));
        done();
      }
    } catch (error) {
      setRefusal(problemText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack data-testid="personal-data">
      <b>{t(`clients.${what}.title`, { name })}</b>
      {what === "export" ? (
        <p className={css.quiet}>{t("clients.export.hint")}</p>
      ) : (
        <Alert color="red" role="note" title={t("clients.erase.warning")}>
          <List spacing={4} size="sm">
            {["first", "second", "third"].map((one) => (
              <List.Item key={one}>{t(`clients.erase.${one}`)}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Textarea
        label={t("clients.reason")}
        description={t("clients.reason.hint")}
        withAsterisk
        autosize
        autoFocus
        minRows={2}
        maxLength={REASON_MAX}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {refusal === null ? null : (
        <Alert color="red" role="alert">
          {refusal}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={back}>
          {t("cancel")}
        </Button>
        <Button
          color={what === "erase" ? "red" : "sea"}
          loading={busy}
          disabled={reason.trim() === ""}
          onClick={() => void act()}
        >
          {t(`clients.${what}.act`)}
        </Button>
      </Group>
    </Stack>
  );
}
