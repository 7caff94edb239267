/** What may who has this role do, and of what are they told, by which way? (requirements 29 to 42) */

import { Alert, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CardForm } from "../cards/CardForm.tsx";
import type { OpenCard } from "../cards/CardTab.tsx";
import { MetNote } from "../cards/MetNote.tsx";
import { useCardEditing } from "../cards/useCardEditing.ts";
import { useRemoval } from "../cards/useRemoval.tsx";
import { useTools } from "../tools.tsx";
import { AccessFields } from "./AccessFields.tsx";
import type { Role } from "./api.ts";
import { useCrew } from "./crew.ts";
import { NoticeFields } from "./NoticeFields.tsx";
import { mistakesIn } from "./refused.ts";
import { bodyOf, checkName, draftOf, isNotice, NEW_ROLE, type RoleDraft } from "./role.ts";

export function RoleCard({ card, cards, close, done, removed, typing }: OpenCard<Role>) {
  const { t } = useTranslation();
  const crew = useCrew();
  const role = card?.body ?? null;
  const builtIn = role?.administrator === true;
  const editing = useCardEditing<Role, RoleDraft>({
    card,
    cards,
    blank: NEW_ROLE,
    draftOf,
    check: checkName,
    bodyOf,
    mistakesIn: (error) => mistakesIn(error, "/permissions", crew),
    done,
  });
  const { draft, set, mistakes } = editing;
  const seesPeople = useTools().me.permissions?.includes(crew.permission) === true;
  const who = seesPeople
    ? { path: [crew.section, "people"], query: { role: role?.id ?? null } }
    : undefined;
  const steps = useRemoval({
    word: "role",
    named: builtIn ? null : role,
    cards,
    had: (role?.people ?? 0) > 0,
    who,
    removed,
  });
  return (
    <CardForm
      editing={editing}
      steps={steps}
      save={builtIn ? null : t("save")}
      close={close}
      typing={typing}
    >
      {builtIn ? (
        <Alert role="note" color="gray">
          {t("role.administrator")}
        </Alert>
      ) : null}
      <MetNote
        editing={editing}
        label={(field) => t(isNotice(field) ? `role.notices.${field}` : `role.${field}`)}
        shown={(field, now) => shown(now[field], t)}
      />
      <TextInput
        data-autofocus={role === null || undefined}
        label={t("role.name")}
        withAsterisk={!builtIn}
        readOnly={builtIn}
        maxLength={100}
        error={mistakes.at("/name")}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <AccessFields
        chosen={draft.permissions}
        wrong={mistakes.at("/permissions", true)}
        readOnly={builtIn}
        choose={(permissions) => set({ permissions })}
      />
      {crew.answers ? <NoticeFields draft={draft} set={set} readOnly={builtIn} /> : null}
    </CardForm>
  );
}

/** What a field holds, in words. */
function shown(value: RoleDraft[keyof RoleDraft], t: (key: string) => string): string {
  if (typeof value === "boolean") {
    return t(value ? "role.on" : "role.off");
  }
  return typeof value === "string" ? value : value.map((one) => t(`access.${one}`)).join("; ");
}
