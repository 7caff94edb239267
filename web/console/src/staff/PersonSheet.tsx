/** Whose card is open above the list of employees? */

import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { CardSheet } from "../cards/CardSheet.tsx";
import { Cards } from "../cards/cards.ts";
import { useTools } from "../tools.tsx";
import type { Employee, Team } from "./api.ts";
import { useCrew } from "./crew.ts";
import { PersonCard } from "./PersonCard.tsx";

interface PersonSheetProps {
  /** Null: nobody's. `new`: of somebody who is to be added. */
  id: string | null;
  team: Team;
  close(): void;
  changed(): void;
}

export function PersonSheet({ id, team, close, changed }: PersonSheetProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const { people } = useCrew();
  const cards = useMemo(() => new Cards<Employee>(http, people), [http, people]);
  const known = team.people.find((one) => one.id === id);
  const done = () => {
    changed();
    close();
  };
  return (
    <CardSheet
      id={id}
      title={known?.name ?? t(id === "new" ? "staff.new" : "staff.card")}
      cards={cards}
      close={close}
    >
      {(shown) => <PersonCard {...shown} cards={cards} team={team} close={close} done={done} />}
    </CardSheet>
  );
}
