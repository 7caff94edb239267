/** What greets a client where no bot does, and who answers what no rule decides? */

import { NumberInput, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "../office.module.css";
import type { Mistakes } from "../trouble.ts";
import { ANSWER, type Basics, CHOICES, PUBLIC_TITLE_MAX, TEXT_MAX, TITLE_MAX } from "./basics.ts";
import type { Choices } from "./choices.ts";
import { roomFor } from "./room.ts";
import { TeamFields } from "./TeamFields.tsx";

/** What a mini-app's chat and a subscription have in common. */
export type BasicFields = Pick<
  Basics,
  | "public_title"
  | "title"
  | "text"
  | "department"
  | "staff"
  | "choice"
  | "skip_away"
  | "answer_minutes"
  | "ask_rating"
>;

interface BasicsFieldsProps {
  value: BasicFields;
  set(change: Partial<BasicFields>): void;
  choices: Choices;
  mistakes: Mistakes;
  readOnly: boolean;
}

export function BasicsFields({ value, set, choices, mistakes, readOnly }: BasicsFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <div className={css.pair}>
        <TextInput
          label={t("chat.public_title")}
          description={t("chat.public_title.hint")}
          readOnly={readOnly}
          maxLength={roomFor(value.public_title, PUBLIC_TITLE_MAX)}
          error={mistakes.at("/public_title")}
          value={value.public_title}
          onChange={(event) => set({ public_title: event.currentTarget.value })}
        />
        <TextInput
          label={t("chat.title")}
          description={t("chat.greeting.hint")}
          readOnly={readOnly}
          maxLength={roomFor(value.title, TITLE_MAX)}
          error={mistakes.at("/title")}
          value={value.title}
          onChange={(event) => set({ title: event.currentTarget.value })}
        />
      </div>
      <Textarea
        label={t("chat.text")}
        autosize
        readOnly={readOnly}
        maxLength={roomFor(value.text, TEXT_MAX)}
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
        readOnly={readOnly}
      />
      <Select
        label={t("chat.choice")}
        description={t("chat.choice.hint")}
        readOnly={readOnly}
        allowDeselect={false}
        error={mistakes.at("/choice")}
        value={value.choice}
        onChange={(choice) => choice && set({ choice })}
        data={CHOICES.map((choice) => ({ value: choice, label: t(`chat.choice.${choice}`) }))}
      />
      <Switch
        label={t("chat.skip_away")}
        description={t("chat.skip_away.hint")}
        disabled={readOnly}
        checked={value.skip_away}
        onChange={(event) => set({ skip_away: event.currentTarget.checked })}
      />
      <NumberInput
        label={t("chat.answer_minutes")}
        description={t("chat.answer_minutes.hint")}
        placeholder={t("chat.answer_minutes.off")}
        readOnly={readOnly}
        min={ANSWER.least}
        max={ANSWER.most}
        allowDecimal={false}
        clampBehavior="none"
        error={mistakes.at("/answer_minutes")}
        value={value.answer_minutes ?? ""}
        onChange={(typed) => set({ answer_minutes: typed === "" ? null : Number(typed) })}
      />
      <Switch
        label={t("chat.ask_rating")}
        description={t("chat.ask_rating.hint")}
        disabled={readOnly}
        checked={value.ask_rating}
        onChange={(event) => set({ ask_rating: event.currentTarget.checked })}
      />
    </>
  );
}
