/** How is a department called? */

import type { Named } from "@chatserver/protocol";
import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CardForm } from "../cards/CardForm.tsx";
import type { OpenCard } from "../cards/CardTab.tsx";
import { MetNote } from "../cards/MetNote.tsx";
import { RemoveStep } from "../cards/RemoveStep.tsx";
import { useEditing } from "../cards/useEditing.ts";
import { useTools } from "../tools.tsx";
import { tellDone } from "../trouble.ts";
import { mistakesIn } from "./refused.ts";
import { checkName } from "./role.ts";

export function DepartmentCard(props: OpenCard<Named>) {
  const { card, cards, close, done, removed, typing } = props;
  const { t } = useTranslation();
  const department = card?.body ?? null;
  const editing = useEditing<Named, { name: string }>({
    card,
    blank: { name: "" },
    draftOf: ({ name }) => ({ name }),
    check: checkName,
    read: () => cards.read(department?.id ?? ""),
    send: (body, etag) =>
      department === null ? cards.add(body) : cards.change(department.id, body, etag),
    mistakesIn: (error) => mistakesIn(error, "/name"),
    saved: () => {
      tellDone(t("saved"));
      done();
    },
  });
  const seesPeople = useTools().me.permissions?.includes("staff.edit") === true;
  const who = seesPeople
    ? { path: ["staff", "people"], query: { department: department?.id ?? null } }
    : undefined;
  const ask = (back: () => void) =>
    department === null ? null : (
      <RemoveStep
        word="department"
        named={department}
        cards={cards}
        who={who}
        back={back}
        removed={removed}
      />
    );
  return (
    <CardForm
      editing={editing}
      steps={department === null ? [] : [{ label: t("department.remove"), color: "red", ask }]}
      save={t("save")}
      idle={department !== null && !editing.changed}
      close={close}
      typing={typing}
    >
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
