/** Who is to answer this chat, and how is it handed over? */

import { type Chat, Refusal } from "@chatserver/protocol";
import { fullTime, tellFailure, useClient, useLanguage } from "@chatserver/ui";
import { Alert, Button, Group, Select, Stack } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Api, Department } from "./api.ts";
import { Fact } from "./card/Fact.tsx";
import css from "./console.module.css";
import type { Asked } from "./handing.ts";
import { useTake } from "./take.ts";
import { whom } from "./tell.ts";
import { tellProblem } from "./trouble.ts";

interface ManagementProps {
  card: Chat;
  api: Api;
  writable: boolean;
  /** To hand it over, by a key. */
  asked: Asked;
}

export function Management({ card, api, writable, asked }: ManagementProps) {
  const { t } = useTranslation();
  const [choices, setChoices] = useState<Department[] | null>(null);
  const [busy, setBusy] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const open = choices !== null;
  const wasOpen = useRef(open);
  useEffect(() => {
    // The form takes the place of the button that opened it, and gives it back.
    if (wasOpen.current && !open && !byKey.current) {
      opener.current?.focus();
    }
    wasOpen.current = open;
  }, [open]);
  const byKey = useRef(false);
  const leave = () => {
    byKey.current = asked.times > 0;
    setChoices(null);
    asked.done();
  };
  const take = useTake(card);
  const changeable = writable && card.state !== "closed";
  const change = async () => {
    setBusy(true);
    await api.assignees(card.id).then(setChoices, (error: unknown) => {
      tellProblem(error);
      asked.done();
    });
    setBusy(false);
  };
  useAsked(asked, changeable, () => (open ? undefined : void change()));
  return (
    <section className={css.block} aria-label={t("manage.title")}>
      <h3>{t("manage.title")}</h3>
      <dl className={css.facts}>
        <Fact name={t("manage.department")}>{card.department?.name ?? t("manage.nobody")}</Fact>
        <Fact name={t("manage.staff")}>{card.staff?.name ?? t("manage.nobody")}</Fact>
      </dl>
      {choices !== null && changeable ? (
        <HandOver card={card} choices={choices} asked={asked.times} leave={leave} />
      ) : null}
      {choices === null && changeable ? (
        <Group gap="xs">
          <Button
            ref={opener}
            variant="light"
            size="xs"
            loading={busy}
            onClick={() => void change()}
          >
            {t("manage.change")}
          </Button>
          {take === null ? null : (
            <Button variant="light" size="xs" onClick={take}>
              {t("manage.take")}
            </Button>
          )}
        </Group>
      ) : null}
    </section>
  );
}

/** Once for each press of the key. What cannot be handed over is left as it was. */
function useAsked({ times, done }: Asked, changeable: boolean, change: () => void): void {
  const told = useRef(0);
  useEffect(() => {
    if (times > told.current) {
      (changeable ? change : done)();
    }
    told.current = times;
  });
}

interface HandOverProps {
  card: Chat;
  choices: Department[];
  /** How often the key was pressed: each time the form has the focus again. */
  asked: number;
  leave(): void;
}

/** Stands for the draw in the list of employees. */
const DRAW = "";

function HandOver({ card, choices, asked, leave }: HandOverProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const client = useClient();
  const [department, setDepartment] = useState(
    choices.some(({ id }) => id === card.department?.id) ? (card.department?.id ?? null) : null,
  );
  const [staff, setStaff] = useState(DRAW);
  const [busy, setBusy] = useState(false);
  // The form was opened over this assignment; another one since then is somebody else's.
  const [opened] = useState(card.assignment);
  const overtaken = card.assignment !== opened && !busy;
  const form = useRef<HTMLDivElement>(null);
  const first = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each press
  useEffect(() => {
    first.current?.focus();
    // What is typed now looks for another department.
    first.current?.select();
    // What assigns is in sight, not below the edge of the card.
    form.current?.scrollIntoView?.({ block: "nearest" });
  }, [asked]);
  const chosen = choices.find(({ id }) => id === department);
  const people = chosen?.staff ?? [];

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
      // A lost race is told by the event of whoever won it.
      if (!(error instanceof Refusal && error.code === "conflict")) {
        tellFailure(error);
      }
    }
  };

  return (
    <Stack
      ref={form}
      gap="xs"
      onKeyDown={(event) => {
        // The first Esc is for the list that is open.
        const listed = event.target instanceof Element && event.target.ariaExpanded === "true";
        if (event.key === "Escape" && !listed) {
          event.stopPropagation();
          leave();
        }
      }}
    >
      {overtaken ? (
        <Alert color="orange" role="alert">
          {t("manage.conflict", { whom: whom(card, t) })}
        </Alert>
      ) : null}
      <Select
        ref={first}
        label={t("manage.department")}
        searchable
        openOnFocus={false}
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
          ...people.map(({ id, name, presence }) => ({
            value: id,
            label: presence === "away" ? t("manage.away", { name }) : name,
          })),
        ]}
      />
      {chosen?.closed ? (
        <Alert color="yellow" role="status">
          {chosen.opens_at === null
            ? t("manage.closed")
            : t("manage.closed.until", { time: fullTime(chosen.opens_at, language) })}
        </Alert>
      ) : null}
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
