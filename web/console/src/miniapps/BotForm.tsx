/** What does the bot say, which topics does it offer, and when does it give up? */

import { Button, NumberInput, Select, Stack, Switch, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Card } from "../http.ts";
import css from "../office.module.css";
import { useTools } from "../tools.tsx";
import {
  type Bot,
  documentOf,
  NEW_TAG,
  RESTART,
  replaced,
  shifted,
  TAGS_MAX,
  TEXT_MAX,
  without,
} from "./bot.ts";
import type { Choices } from "./choices.ts";
import { roomFor } from "./room.ts";
import { SaveBar } from "./SaveBar.tsx";
import { TagFields } from "./TagFields.tsx";
import { useDocument } from "./useDocument.ts";

interface BotFormProps {
  id: string;
  card: Card<Bot>;
  choices: Choices;
  mayEdit: boolean;
  saved(): void;
}

type Words = "greeting" | "prompt" | "solved" | "no_answer";

export function BotForm({ id, card, choices, mayEdit, saved }: BotFormProps) {
  const { t } = useTranslation();
  const { http } = useTools();
  const editing = useDocument(http, `miniapps/${id}/chat/bot`, card, { sent: documentOf, saved });
  const { value, set, mistakes } = editing;
  const words = (name: Words) => (
    <Textarea
      label={t(`bot.${name}`)}
      autosize
      readOnly={!mayEdit}
      maxLength={roomFor(value[name], TEXT_MAX)}
      error={mistakes.at(`/${name}`)}
      value={value[name]}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <form
      aria-label={t("chat.bot")}
      onSubmit={(event) => {
        event.preventDefault();
        void editing.save();
      }}
    >
      <Stack>
        <Switch
          label={t("bot.on")}
          description={t("bot.on.hint")}
          disabled={!mayEdit}
          checked={value.on}
          onChange={(event) => set({ on: event.currentTarget.checked })}
        />
        <h3>{t("bot.start")}</h3>
        <Select
          label={t("bot.greeter")}
          placeholder={t("bot.greeter.none")}
          clearable
          searchable
          readOnly={!mayEdit}
          clearButtonProps={{ "aria-label": t("field.clear", { field: t("bot.greeter") }) }}
          error={mistakes.at("/greeter")}
          value={value.greeter}
          onChange={(greeter) => set({ greeter })}
          data={choices.staff
            .filter(({ id: who, active }) => active || who === value.greeter)
            .map(({ id: who, name, active }) => ({
              value: who,
              label: active ? name : t("team.left", { name }),
            }))}
        />
        {words("greeting")}
        {words("prompt")}
        <h3>{t("bot.tags", { count: value.tags.length, most: TAGS_MAX })}</h3>
        {mistakes.at("/tags") === null ? null : (
          <p className={css.wrong} role="alert">
            {mistakes.at("/tags")}
          </p>
        )}
        {value.tags.map((tag, at) => (
          <TagFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a new tag has no other name than its place
            key={`${tag.id}/${at}`}
            tag={tag}
            pointer={`/tags/${at}`}
            mistakes={mistakes}
            choices={choices}
            readOnly={!mayEdit}
            set={(next) => set({ tags: replaced(value.tags, at, next) })}
            remove={() => set({ tags: without(value.tags, at) })}
            shift={(by) => set({ tags: shifted(value.tags, at, by) })}
          />
        ))}
        {mayEdit ? (
          <Button
            variant="light"
            disabled={value.tags.length >= TAGS_MAX}
            onClick={() => set({ tags: [...value.tags, NEW_TAG] })}
          >
            {t("bot.tags.add")}
          </Button>
        ) : null}
        <h3>{t("bot.end")}</h3>
        {words("solved")}
        {words("no_answer")}
        <NumberInput
          label={t("bot.restart")}
          description={t("bot.restart.hint")}
          readOnly={!mayEdit}
          min={RESTART.least}
          max={RESTART.most}
          allowDecimal={false}
          clampBehavior="none"
          error={mistakes.at("/restart_minutes")}
          value={value.restart_minutes}
          onChange={(minutes) => set({ restart_minutes: Number(minutes) })}
        />
        <SaveBar editing={editing} />
      </Stack>
    </form>
  );
}
