/** How is a department called, and when does it work? */

import { TextInput } from "@mantine/core";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { CardForm } from "../cards/CardForm.tsx";
import type { OpenCard } from "../cards/CardTab.tsx";
import { MetNote } from "../cards/MetNote.tsx";
import { useCardEditing } from "../cards/useCardEditing.ts";
import { useRemoval } from "../cards/useRemoval.tsx";
import { useTools } from "../tools.tsx";
import type { Department } from "./api.ts";
import { HoursFields } from "./HoursFields.tsx";
import { draftOfHours, type HoursDraft, hoursOf, NO_HOURS, wrongHours } from "./hours.ts";
import { mistakesIn } from "./refused.ts";
import { checkName } from "./role.ts";

interface Draft {
  name: string;
  hours: HoursDraft;
}

export function DepartmentCard(props: OpenCard<Department>) {
  const { card, cards, close, done, removed, typing } = props;
  const { t } = useTranslation();
  const department = card?.body ?? null;
  const editing = useCardEditing<Department, Draft>({
    card,
    cards,
    blank: { name: "", hours: NO_HOURS },
    draftOf: ({ name, hours }) => ({ name, hours: draftOfHours(hours ?? null) }),
    check: ({ name, hours }) => [...checkName({ name }), ...wrongHours(hours)],
    bodyOf: ({ hours, ...rest }) =>
      hours === undefined ? rest : { ...rest, hours: hoursOf(hours) },
    mistakesIn: (error) => mistakesIn(error, "/name"),
    done,
  });
  const seesPeople = useTools().me.permissions?.includes("staff.edit") === true;
  const who = seesPeople
    ? { path: ["staff", "people"], query: { department: department?.id ?? null } }
    : undefined;
  const steps = useRemoval({ word: "department", named: department, cards, who, removed });
  return (
    <CardForm editing={editing} steps={steps} save={t("save")} close={close} typing={typing}>
      <MetNote
        editing={editing}
        label={(field) => t(field === "name" ? "department.name" : "hours.limited")}
        shown={(field, now) => (field === "name" ? now.name : inWords(now.hours, t))}
      />
      <TextInput
        data-autofocus
        label={t("department.name")}
        withAsterisk
        maxLength={100}
        error={editing.mistakes.at("/name")}
        value={editing.draft.name}
        onChange={(event) => editing.set({ name: event.currentTarget.value })}
      />
      <HoursFields
        hours={editing.draft.hours}
        mistakes={editing.mistakes}
        set={(hours) => editing.set({ hours })}
      />
    </CardForm>
  );
}

function inWords({ limited, week, words }: HoursDraft, t: TFunction): string {
  return limited ? [...Object.values(week), words].filter(Boolean).join("; ") : t("hours.always");
}
