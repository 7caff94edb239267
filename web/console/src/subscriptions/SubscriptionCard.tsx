/** How is a subscription called, what greets a client there, and who answers? */

import { Switch, TextInput } from "@mantine/core";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { CardForm } from "../cards/CardForm.tsx";
import type { OpenCard } from "../cards/CardTab.tsx";
import { MetNote } from "../cards/MetNote.tsx";
import { useCardEditing } from "../cards/useCardEditing.ts";
import { useRemoval } from "../cards/useRemoval.tsx";
import { useLoading, WhenHere } from "../loading.tsx";
import { BasicsFields } from "../miniapps/BasicsFields.tsx";
import { type Choices, choicesFrom } from "../miniapps/choices.ts";
import { useTools } from "../tools.tsx";
import {
  checkSubscription,
  draftOf,
  NAME_MAX,
  NEW_SUBSCRIPTION,
  type Subscription,
  type SubscriptionDraft,
} from "./subscription.ts";

export function SubscriptionCard(props: OpenCard<Subscription>) {
  const { directory } = useTools();
  const loading = useLoading(useCallback(() => choicesFrom(directory), [directory]));
  return (
    <WhenHere loading={loading}>{(choices) => <Form {...props} choices={choices} />}</WhenHere>
  );
}

type FormProps = OpenCard<Subscription> & { choices: Choices };

function Form({ card, cards, close, done, removed, typing, choices }: FormProps) {
  const { t } = useTranslation();
  const subscription = card?.body ?? null;
  const editing = useCardEditing<Subscription, SubscriptionDraft>({
    card,
    cards,
    blank: NEW_SUBSCRIPTION,
    draftOf,
    check: checkSubscription,
    done,
  });
  const { draft, set, mistakes } = editing;
  const steps = useRemoval({ word: "subscription", named: subscription, cards, removed });
  return (
    <CardForm editing={editing} steps={steps} save={t("save")} close={close} typing={typing}>
      <MetNote
        editing={editing}
        label={(field) => t(`subscription.${field}`)}
        shown={(field, now) => shown(field, now, choices, t)}
      />
      <TextInput
        data-autofocus={subscription === null || undefined}
        label={t("subscription.name")}
        description={t("subscription.name.hint")}
        withAsterisk
        maxLength={NAME_MAX}
        error={mistakes.at("/name")}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <BasicsFields
        value={draft}
        set={set}
        choices={choices}
        mistakes={mistakes}
        readOnly={false}
      />
      <Switch
        label={t("subscription.chat_on")}
        description={t("subscription.chat_on.hint")}
        checked={draft.chat_on}
        onChange={(event) => set({ chat_on: event.currentTarget.checked })}
      />
    </CardForm>
  );
}

/** What a field holds, in words. */
function shown(
  field: keyof SubscriptionDraft,
  draft: SubscriptionDraft,
  { departments, staff }: Choices,
  t: (key: string) => string,
): string {
  switch (field) {
    case "department":
      return departments.find(({ id }) => id === draft.department)?.name ?? "–";
    case "staff":
      return draft.staff.map((id) => staff.find((one) => one.id === id)?.name ?? "…").join(", ");
    case "choice":
      return t(`chat.choice.${draft.choice}`);
    case "skip_away":
    case "chat_on":
    case "ask_rating":
      return t(draft[field] ? "subscription.on" : "subscription.off");
    case "answer_minutes":
      return draft.answer_minutes === null
        ? t("chat.answer_minutes.off")
        : String(draft.answer_minutes);
    default:
      return draft[field];
  }
}
