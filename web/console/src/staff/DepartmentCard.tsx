/** How is a department called? */

import type { Named } from "@chatserver/protocol";
import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CardForm } from "../cards/CardForm.tsx";
import type { OpenCard } from "../cards/CardTab.tsx";
import { MetNote } from "../cards/MetNote.tsx";
import { useCardEditing } from "../cards/useCardEditing.ts";
import { useRemoval } from "../cards/useRemoval.tsx";
import { useTools } from "../tools.tsx";
import { mistakesIn } from "./refused.ts";
import { checkName } from "./role.ts";

export function DepartmentCard(props: OpenCard<Named>) {
  const { card, cards, close, done, removed, typing } = props;
  const { t } = useTranslation();
  const department = card?.body ?? null;
  const editing = useCardEditing<Named, { name: string }>({
    card,
    cards,
    blank: { name: "" },
    draftOf: ({ name }) => ({ name }),
    check: checkName,
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
        label={() => t("department.name")}
        shown={(field, now) => now[field]}
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
    </CardForm>
  );
}
