/** How does a moderator decide, and give a reason that the partner can act on? */

import {
  Button,
  FileButton,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "../http.ts";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { Mistakes, problemText, tellDone, tellProblem } from "../trouble.ts";
import { REASONS, type ReviewCard } from "./api.ts";

interface VerdictProps {
  card: ReviewCard;
  done(): void;
  again(): void;
}

const ACTS = ["approve", "reject", "defer"] as const;
type Act = (typeof ACTS)[number];

export function Verdict({ card, done, again }: VerdictProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const [act, setAct] = useState<Act>("approve");
  const [reason, setReason] = useState<string>(REASONS[0]);
  const [text, setText] = useState("");
  const [rule, setRule] = useState("");
  const [hours, setHours] = useState(48);
  const [wrong, setWrong] = useState<string | null>(null);
  const [wrongRule, setWrongRule] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const bodies: Record<Act, object | undefined> = {
    approve: undefined,
    reject: { reason_code: reason, text, rule_url: rule.trim() || null },
    defer: { text, hours },
  };
  const refused = (error: unknown) => {
    if (error instanceof Problem && error.code === "reason_required") {
      setWrong(problemText(error));
      return;
    }
    const mistakes = Mistakes.of(error);
    setWrong(mistakes.at("/text"));
    setWrongRule(mistakes.at("/rule_url"));
    tellProblem(error);
    if (error instanceof Problem && error.status === 409) {
      again();
    }
  };
  const decide = async () => {
    setBusy(true);
    setWrong(null);
    setWrongRule(null);
    try {
      await http.card(`moderation/reviews/${card.review.id}/${act}`, {
        method: "POST",
        body: bodies[act],
      });
      tellDone(t(`moderation.done.${act}`));
      done();
    } catch (error) {
      refused(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className={css.sheet}>
      <h2>{t("moderation.verdict")}</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void decide();
        }}
      >
        <Stack align="start">
          <SegmentedControl
            aria-label={t("moderation.verdict")}
            value={act}
            onChange={(value) => setAct(ACTS.find((one) => one === value) ?? "approve")}
            data={ACTS.map((value) => ({ value, label: t(`moderation.${value}`) }))}
          />
          {act === "reject" ? (
            <Select
              label={t("moderation.reason")}
              allowDeselect={false}
              value={reason}
              onChange={(value) => setReason(value ?? REASONS[0])}
              data={REASONS.map((value) => ({ value, label: t(`moderation.reason.${value}`) }))}
            />
          ) : null}
          {act === "approve" ? null : (
            <Textarea
              style={{ alignSelf: "stretch" }}
              label={t("moderation.text")}
              description={t("moderation.text.hint")}
              autosize
              minRows={3}
              error={wrong}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          )}
          {act === "reject" ? (
            <>
              <TextInput
                style={{ alignSelf: "stretch" }}
                label={t("moderation.rule")}
                description={t("moderation.rule.hint")}
                type="url"
                maxLength={300}
                error={wrongRule}
                value={rule}
                onChange={(event) => setRule(event.currentTarget.value)}
              />
              <Screenshot review={card.review.id} />
            </>
          ) : null}
          {act === "defer" ? (
            <NumberInput
              label={t("moderation.hours")}
              min={1}
              max={720}
              allowDecimal={false}
              value={hours}
              onChange={(value) => setHours(Number(value))}
            />
          ) : null}
          <Group>
            <Button type="submit" color={act === "reject" ? "red" : "sea"} loading={busy}>
              {t(`moderation.${act}`)}
            </Button>
          </Group>
        </Stack>
      </form>
    </section>
  );
}

/** What the moderator saw, for the partner to see; it goes up at once. */
function Screenshot({ review }: { review: string }) {
  const { t } = useTranslation();
  const { http } = useTools();
  const [name, setName] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const show = async (file: File) => {
    setBusy(true);
    try {
      await http.card(`moderation/reviews/${review}/screenshot`, {
        method: "POST",
        body: file,
        headers: { "Content-Type": "application/octet-stream" },
      });
      setName(file.name);
    } catch (error) {
      tellProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Group gap="xs">
      <FileButton accept="image/*" onChange={(file) => file !== null && void show(file)}>
        {(props) => (
          <Button {...props} size="xs" variant="default" loading={busy}>
            {t("moderation.screenshot")}
          </Button>
        )}
      </FileButton>
      {name}
    </Group>
  );
}
