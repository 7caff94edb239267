/** What is known of a client, and what may be done with it? (D15, D16) */

import { fullTime, useLanguage } from "@chatserver/ui";
import { Alert, Checkbox, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CardForm, type Step } from "../cards/CardForm.tsx";
import type { Cards } from "../cards/cards.ts";
import { MetNote } from "../cards/MetNote.tsx";
import { useCardEditing } from "../cards/useCardEditing.ts";
import type { Card } from "../http.ts";
import { Link } from "../Link.tsx";
import { addressOf, EVERYTHING, withList } from "../list/filter.ts";
import css from "../office.module.css";
import { sectionsOf } from "../sections.ts";
import { useTools } from "../tools.tsx";
import {
  BIRTH_MIN,
  bodyOf,
  type Client,
  type ClientDraft,
  checkClient,
  draftOf,
  EMAIL_MAX,
  EXTERNAL_MAX,
  NAME_MAX,
  NEWCOMER,
  PHONE_MAX,
} from "./client.ts";
import { PersonalDataStep } from "./PersonalDataStep.tsx";
import { PremisesField } from "./PremisesField.tsx";

interface ClientCardProps {
  /** Null: somebody is to be added. */
  card: Card<Client> | null;
  cards: Cards<Client>;
  mayEdit: boolean;
  close(): void;
  /** Something has been saved. */
  done(): void;
  /** Whether there is something that would be lost. */
  typing(on: boolean): void;
}

export function ClientCard({ card, cards, mayEdit, close, done, typing }: ClientCardProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const client = card?.body ?? null;
  const readOnly = !mayEdit || client?.erased_at != null;
  const editing = useCardEditing<Client, ClientDraft>({
    card,
    cards,
    blank: NEWCOMER,
    draftOf,
    check: checkClient,
    bodyOf,
    done,
  });
  const { draft, set, mistakes } = editing;
  const steps = useSteps(client, done);
  const text = (
    field: "name" | "phone" | "external_id" | "email" | "birth",
    maxLength: number,
  ) => ({
    label: t(`clients.${field}`),
    readOnly,
    maxLength,
    autoComplete: "off",
    error: mistakes.at(`/${field}`),
    value: draft[field],
  });
  return (
    <CardForm
      editing={editing}
      steps={steps}
      save={readOnly ? null : t("save")}
      close={close}
      typing={typing}
    >
      {client?.erased_at == null ? null : (
        <Alert color="gray" role="note">
          {t("clients.erased", { at: fullTime(client.erased_at, language) })}
        </Alert>
      )}
      <MetNote
        editing={editing}
        label={(field) => t(`clients.${field}`)}
        shown={(field, now) => shown(now[field], t)}
      />
      <TextInput
        {...text("name", NAME_MAX)}
        withAsterisk
        data-autofocus={client === null || undefined}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <div className={css.pair}>
        <TextInput
          {...text("phone", PHONE_MAX)}
          withAsterisk
          type="tel"
          description={client === null ? undefined : t("clients.phone.hint")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          onChange={(event) => set({ phone: event.currentTarget.value, take_phone: false })}
        />
        <TextInput
          {...text("external_id", EXTERNAL_MAX)}
          description={t("clients.external_id.hint")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          onChange={(event) => set({ external_id: event.currentTarget.value })}
        />
      </div>
      {mistakes.has("/phone", "taken") ? (
        <Checkbox
          label={t("clients.take_phone")}
          description={t("clients.take_phone.hint")}
          checked={draft.take_phone}
          onChange={(event) => set({ take_phone: event.currentTarget.checked })}
        />
      ) : null}
      <div className={css.pair}>
        <TextInput
          {...text("email", EMAIL_MAX)}
          type="email"
          error={mistakes.under("/email") ? t("clients.email.wrong") : null}
          onChange={(event) => set({ email: event.currentTarget.value })}
        />
        <TextInput
          {...text("birth", BIRTH_MIN.length)}
          type="date"
          min={BIRTH_MIN}
          error={mistakes.under("/birth") ? t("clients.birth.wrong") : null}
          onChange={(event) => set({ birth: event.currentTarget.value })}
        />
      </div>
      <PremisesField
        value={draft.premises}
        change={(premises) => set({ premises })}
        error={mistakes.at("/premises", true)}
        readOnly={readOnly}
      />
      <Switch
        label={t("clients.tester")}
        description={t("clients.tester.hint")}
        disabled={readOnly}
        checked={draft.tester}
        onChange={(event) => set({ tester: event.currentTarget.checked })}
      />
      {client === null ? null : <Chats client={client} />}
    </CardForm>
  );
}

/** Where what they wrote is found; for who sees chats. */
function Chats({ client }: { client: Client }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { me } = useTools();
  return (
    <p className={css.quiet}>
      {t("clients.since", { at: fullTime(client.created_at, language) })}{" "}
      {sectionsOf(me).includes("chats") ? (
        <Link path={[]} query={addressOf(withList(EVERYTHING, "clients", [client.id]))}>
          {t("client.chats")}
        </Link>
      ) : null}
    </p>
  );
}

/** What an Administrator owes a person: a copy of what is known, and its end. */
function useSteps(client: Client | null, done: () => void): Step[] {
  const { t } = useTranslation();
  const { me } = useTools();
  if (client === null || client.erased_at !== null || me.administrator !== true) {
    return [];
  }
  const step = (what: "export" | "erase", color: string): Step => ({
    label: t(`clients.${what}`),
    color,
    ask: (back) => <PersonalDataStep what={what} client={client} back={back} done={done} />,
  });
  return [step("export", "sea"), step("erase", "red")];
}

/** What a field holds, in words. */
function shown(value: ClientDraft[keyof ClientDraft], t: (key: string) => string): string {
  if (typeof value === "boolean") {
    return t(value ? "clients.yes" : "clients.no");
  }
  const told =
    typeof value === "string"
      ? value
      : value.map(({ name, address }) => address || name).join("; ");
  return told || "–";
}
