/** What is known of an employee, and what can be done about it? */

import { Alert, Button, Group, Stack } from "@mantine/core";
import { type Ref, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Card } from "../http.ts";
import { useTools } from "../tools.tsx";
import { tellDone } from "../trouble.ts";
import { AccessStep } from "./AccessStep.tsx";
import type { Cards, Employee, Team } from "./api.ts";
import { InvitationNote } from "./InvitationNote.tsx";
import { MetNote } from "./MetNote.tsx";
import { PersonFields } from "./PersonFields.tsx";
import { checkPerson, draftOf, NOBODY, type PersonDraft } from "./person.ts";
import { mistakesIn } from "./refused.ts";
import { fieldWord, notifyUnsent, valueWord } from "./telling.ts";
import { useEditing } from "./useEditing.ts";
import { useFirstWrong } from "./useFirstWrong.ts";

interface PersonCardProps {
  /** Null: somebody is to be added. */
  card: Card<Employee> | null;
  cards: Cards<Employee>;
  team: Team;
  close(): void;
  /** Something has been saved. */
  done(): void;
  /** Read the card anew. */
  again(): void;
  /** Whether there is something that would be lost. */
  typing(on: boolean): void;
}

export function PersonCard({ card, cards, team, close, done, again, typing }: PersonCardProps) {
  const { t } = useTranslation();
  const { me, api, session } = useTools();
  const [asking, setAsking] = useState(false);
  const person = card?.body ?? null;
  const saved = ({ body }: Card<Employee>) => {
    if (person === null && body.invitation === "unsent") {
      notifyUnsent(body.name);
    } else {
      tellDone(person === null ? t("staff.invited", { email: body.email }) : t("saved"));
    }
    if (body.id === me.id) {
      void api.me().then(
        (now) => session.learn(now),
        () => undefined,
      );
    }
    done();
  };
  const editing = useEditing<Employee, PersonDraft>({
    card,
    blank: NOBODY,
    draftOf,
    check: checkPerson,
    read: () => cards.read(person?.id ?? ""),
    send: (body, etag) => (person === null ? cards.add(body) : cards.change(person.id, body, etag)),
    mistakesIn: (error) => mistakesIn(error, "/role"),
    saved,
  });
  const { changed, mistakes, busy } = editing;
  const form = useFirstWrong(mistakes);
  const access = useRef<HTMLButtonElement>(null);
  const returning = useRef(false);
  useEffect(() => {
    if (!asking && returning.current) {
      returning.current = false;
      access.current?.focus();
    }
  }, [asking]);
  useEffect(() => {
    typing(changed);
    return () => typing(false);
  }, [typing, changed]);

  if (person !== null && asking) {
    return (
      <AccessStep
        person={person}
        cards={cards}
        back={() => {
          setAsking(false);
          returning.current = true;
        }}
        done={done}
      />
    );
  }
  const barred = person?.administrator === true && me.administrator !== true;
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void editing.save();
      }}
    >
      <Stack>
        {barred ? (
          <Alert role="note" color="gray">
            {t("staff.barred")}
          </Alert>
        ) : null}
        {person === null || barred ? null : <InvitationNote person={person} again={again} />}
        <MetNote editing={editing} label={fieldWord} shown={valueWord(team)} />
        <PersonFields editing={editing} team={team} fresh={person === null} readOnly={barred} />
        <Actions
          person={person}
          barred={barred}
          access={access}
          ask={() => setAsking(true)}
          close={close}
          busy={busy}
          idle={person !== null && !changed}
        />
      </Stack>
    </form>
  );
}

interface ActionsProps {
  person: Employee | null;
  barred: boolean;
  access: Ref<HTMLButtonElement>;
  ask(): void;
  close(): void;
  busy: boolean;
  /** There is nothing to be saved. */
  idle: boolean;
}

function Actions({ person, barred, access, ask, close, busy, idle }: ActionsProps) {
  const { t } = useTranslation();
  return (
    <Group justify="space-between" mt="xs">
      {person === null || barred ? (
        <span />
      ) : (
        <Button
          ref={access}
          variant="subtle"
          color={person.active ? "red" : "sea"}
          px={8}
          onClick={ask}
        >
          {t(person.active ? "entry.close" : "entry.open")}
        </Button>
      )}
      <Group gap="sm">
        <Button variant="default" onClick={close}>
          {t("cancel")}
        </Button>
        {barred ? null : (
          <Button type="submit" loading={busy} disabled={idle}>
            {t(person === null ? "staff.invite" : "save")}
          </Button>
        )}
      </Group>
    </Group>
  );
}
