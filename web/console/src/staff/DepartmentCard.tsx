/** How is a department called? */

import type { Named } from "@chatserver/protocol";
import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { tellDone } from "../trouble.ts";
import { CardForm } from "./CardForm.tsx";
import type { OpenCard } from "./CardTab.tsx";
import { MetNote } from "./MetNote.tsx";
import { RemoveStep } from "./RemoveStep.tsx";
import { mistakesIn } from "./refused.ts";
import { checkName } from "./role.ts";
import { useEditing } from "./useEditing.ts";

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
  const ask = (back: () => void) =>
    department === null ? null : (
      <RemoveStep
        what="department"
        named={department}
        cards={cards}
        had={false}
        back={back}
        removed={removed}
      />
    );
  return (
    <CardForm
      editing={editing}
      step={department === null ? null : { label: t("department.remove"), color: "red", ask }}
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
