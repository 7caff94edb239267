/** Where do events go, which of them, and is it switched on? */

import { Alert, Switch, TextInput } from "@mantine/core";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { CardForm, type Step } from "../cards/CardForm.tsx";
import type { OpenCard } from "../cards/CardTab.tsx";
import { MetNote } from "../cards/MetNote.tsx";
import { useCardEditing } from "../cards/useCardEditing.ts";
import { useRemoval } from "../cards/useRemoval.tsx";
import { useLoading, WhenHere } from "../loading.tsx";
import { useTools } from "../tools.tsx";
import { SecretStep } from "./SecretStep.tsx";
import { TypesField } from "./TypesField.tsx";
import {
  checkWebhook,
  DESCRIPTION_MAX,
  draftOf,
  type EventType,
  NEW_WEBHOOK,
  URL_MAX,
  type Webhook,
  type WebhookDraft,
} from "./webhook.ts";

interface WebhookCardProps extends OpenCard<Webhook> {
  /** One was made, and its secret is to be shown. */
  made(webhook: Webhook | null): void;
}

export function WebhookCard(props: WebhookCardProps) {
  const { http } = useTools();
  const loading = useLoading(
    useCallback(
      async () => (await http.get<{ items: EventType[] }>("webhooks/types")).items,
      [http],
    ),
  );
  return <WhenHere loading={loading}>{(types) => <Form {...props} types={types} />}</WhenHere>;
}

type FormProps = WebhookCardProps & { types: readonly EventType[] };

function Form({ card, cards, close, done, removed, typing, made, types }: FormProps) {
  const { t } = useTranslation();
  const webhook = card?.body ?? null;
  const editing = useCardEditing<Webhook, WebhookDraft>({
    card,
    cards,
    blank: NEW_WEBHOOK,
    draftOf,
    check: checkWebhook,
    done: ({ body }) => {
      made(webhook === null ? body : null);
      done();
    },
  });
  const { draft, set, mistakes } = editing;
  const named = webhook === null ? null : { id: webhook.id, name: webhook.url };
  const removal = useRemoval({ word: "webhook", named, cards, removed });
  const secret: Step[] =
    webhook === null
      ? []
      : [
          {
            label: t("webhook.secret.new"),
            color: "sea",
            ask: (back) => <SecretStep webhook={webhook} back={back} />,
          },
        ];
  return (
    <CardForm
      editing={editing}
      steps={[...secret, ...removal]}
      save={t("save")}
      close={close}
      typing={typing}
    >
      {webhook?.disabled == null ? null : (
        <Alert color="red" role="note">
          {t(`webhook.disabled.${webhook.disabled}`)}
        </Alert>
      )}
      {mistakes.at("") === null ? null : (
        <Alert color="red" role="alert">
          {mistakes.at("")}
        </Alert>
      )}
      <MetNote
        editing={editing}
        label={(field) => t(`webhook.${field}`)}
        shown={(field, now) => shown(now[field], t)}
      />
      <TextInput
        data-autofocus={webhook === null || undefined}
        label={t("webhook.url")}
        description={t("webhook.url.hint")}
        withAsterisk
        type="url"
        maxLength={URL_MAX}
        error={mistakes.at("/url")}
        value={draft.url}
        onChange={(event) => set({ url: event.currentTarget.value })}
      />
      <TextInput
        label={t("webhook.description")}
        maxLength={DESCRIPTION_MAX}
        error={mistakes.at("/description")}
        value={draft.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <TypesField
        types={types}
        value={draft.types}
        choose={(chosen) => set({ types: chosen })}
        error={mistakes.at("/types", true)}
      />
      <Switch
        label={t("webhook.active")}
        description={t("webhook.active.hint")}
        checked={draft.active}
        onChange={(event) => set({ active: event.currentTarget.checked })}
      />
    </CardForm>
  );
}

/** What a field holds, in words. */
function shown(value: WebhookDraft[keyof WebhookDraft], t: (key: string) => string): string {
  if (value === null) {
    return t("webhook.types.all");
  }
  if (typeof value === "boolean") {
    return t(value ? "webhook.standing.on" : "webhook.standing.off");
  }
  return typeof value === "string" ? value || "–" : value.join(", ");
}
