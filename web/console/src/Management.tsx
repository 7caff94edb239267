/** Who is to answer this chat, and how is it handed over? */

import { type Chat, type Named, Refusal } from "@chatserver/protocol";
import { tellFailure, useClient, useLanguage } from "@chatserver/ui";
import { Alert, Button, Group, Select, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Api, Department } from "./api.ts";
import { Fact } from "./Card.tsx";
import css from "./console.module.css";
import { whom } from "./tell.ts";

interface ManagementProps {
  card: Chat;
  api: Api;
  writable: boolean;
}

/** Which chats were assigned elsewhere while somebody was choosing; outlives the form's renewal. */
const lost = new Map<string, string>();

export function Management({ card, api, writable }: ManagementProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const [choices, setChoices] = useState<Department[] | null>(null);
  const conflict = lost.get(`${card.id}/${card.assignment}`);
  const change = () => {
    api.assignees(card.id, language).then(setChoices, () => {
      setChoices(null);
      tellFailure(null);
    });
  };
  return (
    <section className={css.block} aria-label={t("manage.title")}>
      <h3>{t("manage.title")}</h3>
      {conflict === undefined ? null : (
        <Alert color="orange" mb="sm" role="alert">
          {t("manage.conflict", { whom: conflict })}
        </Alert>
      )}
      {choices === null ? (
        <>
          <dl className={css.facts}>
            <Fact name={t("manage.department")}>{card.department?.name ?? t("manage.nobody")}</Fact>
            <Fact name={t("manage.staff")}>{card.staff?.name ?? t("manage.nobody")}</Fact>
          </dl>
          {writable && card.state !== "closed" ? (
            <Button variant="light" size="xs" onClick={change}>
              {t("manage.change")}
            </Button>
          ) : null}
        </>
      ) : (
        <HandOver card={card} choices={choices} leave={() => setChoices(null)} />
      )}
    </section>
  );
}

interface HandOverProps {
  card: Chat;
  choices: Department[];
  leave(): void;
}

/** Stands for the draw in the list of employees. */
const DRAW = "";

function HandOver({ card, choices, leave }: HandOverProps) {
  const { t } = useTranslation();
  const client = useClient();
  const [department, setDepartment] = useState(
    choices.some(({ id }) => id === card.department?.id) ? (card.department?.id ?? null) : null,
  );
  const [staff, setStaff] = useState(DRAW);
  const [busy, setBusy] = useState(false);
  const people = choices.find(({ id }) => id === department)?.staff ?? [];

  const save = async () => {
    if (department === null) {
      return;
    }
    setBusy(true);
    const { settled } = client.write({
      type: "assign",
      chat: card.id,
      department,
      expect: card.assignment,
      ...(staff === DRAW ? {} : { staff }),
    });
    try {
      await settled;
      leave();
    } catch (error) {
      setBusy(false);
      remember(error);
    }
  };
  const remember = (error: unknown) => {
    if (error instanceof Refusal && error.code === "conflict") {
      const { assignment, ...now } = error.data as {
        assignment: number;
        department?: Named;
        staff?: Named;
      };
      lost.set(`${card.id}/${assignment}`, whom(now, t));
      leave();
    } else {
      tellFailure(error);
    }
  };

  return (
    <Stack gap="xs">
      <Select
        label={t("manage.department")}
        searchable
        allowDeselect={false}
        value={department}
        onChange={(value) => {
          setDepartment(value);
          setStaff(DRAW);
        }}
        data={choices.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Select
        label={t("manage.staff")}
        searchable
        allowDeselect={false}
        disabled={department === null}
        value={staff}
        onChange={(value) => setStaff(value ?? DRAW)}
        data={[
          { value: DRAW, label: t("manage.draw") },
          ...people.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <Group gap="xs" mt={4}>
        <Button size="xs" loading={busy} disabled={department === null} onClick={() => void save()}>
          {t("manage.save")}
        </Button>
        <Button size="xs" variant="default" onClick={leave}>
          {t("cancel")}
        </Button>
      </Group>
    </Stack>
  );
}
