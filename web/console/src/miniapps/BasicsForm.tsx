/** What greets a client where no bot does, and who answers what no rule decides? */

import { Select, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Card } from "../http.ts";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import { type Basics, CHOICES, PUBLIC_TITLE_MAX, sentOf, TEXT_MAX, TITLE_MAX } from "./basics.ts";
import type { Choices } from "./choices.ts";
import { SaveBar } from "./SaveBar.tsx";
import { TeamFields } from "./TeamFields.tsx";
import { useDocument } from "./useDocument.ts";

interface BasicsFormProps {
  id: string;
  card: Card<Basics>;
  choices: Choices;
  mayEdit: boolean;
  saved(): void;
}

export function BasicsForm({ id, card, choices, mayEdit, saved }: BasicsFormProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const editing = useDocument(http, `miniapps/${id}/chat`, card, { sent: sentOf, saved });
  const { value, set, mistakes } = editing;
  return (
    <form
      aria-label={t("chat.basics")}
      onSubmit={(event) => {
        event.preventDefault();
        void editing.save();
      }}
    >
      <Stack>
        <div className={css.pair}>
          <TextInput
            label={t("chat.public_title")}
            description={t("chat.public_title.hint")}
            readOnly={!mayEdit}
            maxLength={PUBLIC_TITLE_MAX}
            error={mistakes.at("/public_title")}
            value={value.public_title}
            onChange={(event) => set({ public_title: event.currentTarget.value })}
          />
          <TextInput
            label={t("chat.title")}
            description={t("chat.greeting.hint")}
            readOnly={!mayEdit}
            maxLength={TITLE_MAX}
            error={mistakes.at("/title")}
            value={value.title}
            onChange={(event) => set({ title: event.currentTarget.value })}
          />
        </div>
        <Textarea
          label={t("chat.text")}
          autosize
          readOnly={!mayEdit}
          maxLength={TEXT_MAX}
          error={mistakes.at("/text")}
          value={value.text}
          onChange={(event) => set({ text: event.currentTarget.value })}
        />
        <TeamFields
          team={value}
          set={({ department, staff }) => set({ department, staff })}
          choices={choices}
          pointer=""
          mistakes={mistakes}
          readOnly={!mayEdit}
        />
        <Select
          label={t("chat.choice")}
          description={t("chat.choice.hint")}
          readOnly={!mayEdit}
          allowDeselect={false}
          error={mistakes.at("/choice")}
          value={value.choice}
          onChange={(choice) => choice && set({ choice })}
          data={CHOICES.map((choice) => ({ value: choice, label: t(`chat.choice.${choice}`) }))}
        />
        <Switch
          label={t("chat.skip_away")}
          description={t("chat.skip_away.hint")}
          disabled={!mayEdit}
          checked={value.skip_away}
          onChange={(event) => set({ skip_away: event.currentTarget.checked })}
        />
        <SaveBar editing={editing} />
      </Stack>
    </form>
  );
}
