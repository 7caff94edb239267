/** What is known of an employee, and what can be done about it? */

import { Alert } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CardForm } from "../cards/CardForm.tsx";
import type { Cards } from "../cards/cards.ts";
import { MetNote } from "../cards/MetNote.tsx";
import { useCardEditing } from "../cards/useCardEditing.ts";
import type { Card } from "../http.ts";
import { useTools } from "../tools.tsx";
import { tellDone } from "../trouble.ts";
import { AccessStep } from "./AccessStep.tsx";
import type { Employee, Team } from "./api.ts";
import { useCrew } from "./crew.ts";
import { InvitationNote } from "./InvitationNote.tsx";
import { PersonFields } from "./PersonFields.tsx";
import { bodyOf, checkPerson, draftOf, NOBODY, type PersonDraft } from "./person.ts";
import { mistakesIn } from "./refused.ts";
import { fieldWord, notifyUnsent, valueWord } from "./telling.ts";

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
  const crew = useCrew();
  const person = card?.body ?? null;
  const told = ({ body }: Card<Employee>) => {
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
  };
  const editing = useCardEditing<Employee, PersonDraft>({
    card,
    cards,
    blank: NOBODY,
    draftOf,
    check: checkPerson,
    bodyOf: (changed) => bodyOf(changed, crew.answers),
    mistakesIn: (error) => mistakesIn(error, "/role", crew),
    told,
    done,
  });
  const barred = person?.administrator === true && me.administrator !== true;
  const open = person !== null && !barred ? person : null;
  const steps =
    open === null
      ? []
      : [
          {
            label: t(open.active ? "entry.close" : "entry.open"),
            color: open.active ? "red" : "sea",
            ask: (back: () => void) => (
              <AccessStep person={open} cards={cards} back={back} done={done} />
            ),
          },
        ];
  const word = t(person === null ? "staff.invite" : "save");
  return (
    <CardForm
      editing={editing}
      steps={steps}
      save={barred ? null : word}
      close={close}
      typing={typing}
    >
      {barred ? (
        <Alert role="note" color="gray">
          {t("staff.barred")}
        </Alert>
      ) : null}
      {open === null ? null : <InvitationNote person={open} again={again} />}
      <MetNote editing={editing} label={fieldWord} shown={valueWord(team)} />
      <PersonFields editing={editing} team={team} fresh={person === null} readOnly={barred} />
    </CardForm>
  );
}
