/** How is an organisation called, who sets it up, and is it open? */

import { fullTime, useLanguage } from "@chatserver/ui";
import { Alert, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CardForm, type Step } from "../cards/CardForm.tsx";
import type { OpenCard } from "../cards/CardTab.tsx";
import { MetNote } from "../cards/MetNote.tsx";
import { useCardEditing } from "../cards/useCardEditing.ts";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { EntryStep } from "./EntryStep.tsx";
import {
  checkOrg,
  draftOf,
  EMAIL_MAX,
  KINDS,
  NAME_MAX,
  NEW_ORG,
  type Org,
  type OrgDraft,
  PERSON_MAX,
} from "./org.ts";

export function OrgCard({ card, cards, close, done, typing }: OpenCard<Org>) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { me } = useTools();
  const org = card?.body ?? null;
  const mayEdit = me.permissions?.includes("platform.orgs") === true;
  const readOnly = !mayEdit || org?.closed_at != null;
  const editing = useCardEditing<Org, OrgDraft>({
    card,
    cards,
    blank: NEW_ORG,
    draftOf,
    check: checkOrg,
    done,
  });
  const { draft, set, mistakes } = editing;
  const { administrator } = draft;
  return (
    <CardForm
      editing={editing}
      steps={mayEdit && org !== null ? entry(org, done, t) : []}
      save={readOnly ? null : t("save")}
      close={close}
      typing={typing}
    >
      {org?.closed_at == null ? null : (
        <Alert color="orange" role="note">
          {org.reopen_until === null
            ? t("orgs.erased.note")
            : t("orgs.closed.note", { at: fullTime(org.reopen_until, language) })}
        </Alert>
      )}
      <MetNote
        editing={editing}
        label={(field) => t(`orgs.${field}`)}
        shown={(field, now) => (field === "kind" ? t(`orgs.kind.${now.kind}`) : now.name)}
      />
      <TextInput
        data-autofocus={org === null || undefined}
        label={t("orgs.name")}
        withAsterisk
        readOnly={readOnly}
        maxLength={NAME_MAX}
        error={mistakes.at("/name")}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Select
        label={t("orgs.kind")}
        description={t("orgs.kind.hint")}
        allowDeselect={false}
        readOnly={readOnly}
        error={mistakes.at("/kind")}
        value={draft.kind}
        onChange={(kind) => kind && set({ kind })}
        data={KINDS.map((kind) => ({ value: kind, label: t(`orgs.kind.${kind}`) }))}
      />
      {org === null ? (
        <div className={css.pair}>
          <TextInput
            label={t("orgs.administrator")}
            withAsterisk
            maxLength={PERSON_MAX}
            autoComplete="off"
            error={mistakes.at("/administrator/name")}
            value={administrator.name}
            onChange={(event) =>
              set({ administrator: { ...administrator, name: event.currentTarget.value } })
            }
          />
          <TextInput
            label={t("orgs.email")}
            description={t("orgs.email.hint")}
            inputWrapperOrder={["label", "input", "description", "error"]}
            type="email"
            withAsterisk
            maxLength={EMAIL_MAX}
            autoComplete="off"
            error={mistakes.at("/administrator/email")}
            value={administrator.email}
            onChange={(event) =>
              set({ administrator: { ...administrator, email: event.currentTarget.value } })
            }
          />
        </div>
      ) : null}
    </CardForm>
  );
}

/** An open one can be closed; a closed one opened again, for thirty days. */
function entry(org: Org, done: () => void, t: (key: string) => string): Step[] {
  const how = org.closed_at === null ? "close" : "reopen";
  if (how === "reopen" && org.reopen_until === null) {
    return [];
  }
  return [
    {
      label: t(`orgs.${how}`),
      color: how === "close" ? "red" : "sea",
      ask: (back) => <EntryStep org={org} how={how} back={back} done={done} />,
    },
  ];
}
