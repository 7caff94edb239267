/** What is a topic called, what is said when it is chosen, and to whom does it lead? */

import { IconDelete, IconDown, IconUp } from "@chatserver/ui";
import { ActionIcon, Button, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ObjectsField } from "../list/ObjectsField.tsx";
import css from "../office.module.css";
import type { Mistakes } from "../trouble.ts";
import { NEW_RULE, type Rule, replaced, TAG_MAX, type Tag, TEXT_MAX, without } from "./bot.ts";
import type { Choices } from "./choices.ts";
import { roomFor } from "./room.ts";
import { TeamFields } from "./TeamFields.tsx";

interface TagFieldsProps {
  tag: Tag;
  pointer: string;
  mistakes: Mistakes;
  choices: Choices;
  readOnly: boolean;
  set(tag: Tag): void;
  remove(): void;
  shift(by: number): void;
}

export function TagFields(props: TagFieldsProps) {
  const { tag, pointer, mistakes, choices, readOnly, set, remove, shift } = props;
  const { t } = useTranslation();
  const name = tag.text === "" ? t("bot.tag.new") : tag.text;
  return (
    <section
      className={css.tag}
      aria-label={name}
      data-wrong={mistakes.under(pointer) || undefined}
      data-testid="tag"
    >
      <Stack gap="sm">
        <Group align="start" wrap="nowrap">
          <TextInput
            style={{ flex: 1 }}
            label={t("bot.tag.text")}
            readOnly={readOnly}
            maxLength={roomFor(tag.text, TAG_MAX)}
            error={mistakes.at(`${pointer}/text`)}
            value={tag.text}
            onChange={(event) => set({ ...tag, text: event.currentTarget.value })}
          />
          {readOnly ? null : (
            <Group gap={2} mt={26} wrap="nowrap">
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("bot.earlier", { name })}
                onClick={() => shift(-1)}
              >
                <IconUp size={17} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("bot.later", { name })}
                onClick={() => shift(1)}
              >
                <IconDown size={17} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("bot.remove", { name })}
                onClick={remove}
              >
                <IconDelete size={17} />
              </ActionIcon>
            </Group>
          )}
        </Group>
        <Textarea
          label={t("bot.tag.autoreply")}
          autosize
          readOnly={readOnly}
          maxLength={roomFor(tag.autoreply, TEXT_MAX)}
          error={mistakes.at(`${pointer}/autoreply`)}
          value={tag.autoreply}
          onChange={(event) => set({ ...tag, autoreply: event.currentTarget.value })}
        />
        {tag.rules.length === 0 ? <p className={css.quiet}>{t("bot.rules.none")}</p> : null}
        {tag.rules.map((rule, at) => (
          <RuleFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule has no other name than its place
            key={at}
            number={at + 1}
            rule={rule}
            pointer={`${pointer}/rules/${at}`}
            mistakes={mistakes}
            choices={choices}
            readOnly={readOnly}
            set={(next) => set({ ...tag, rules: replaced(tag.rules, at, next) })}
            remove={() => set({ ...tag, rules: without(tag.rules, at) })}
          />
        ))}
        {readOnly ? null : (
          <Button
            style={{ alignSelf: "start" }}
            size="compact-sm"
            variant="light"
            onClick={() => set({ ...tag, rules: [...tag.rules, NEW_RULE] })}
          >
            {t("bot.rules.add")}
          </Button>
        )}
      </Stack>
    </section>
  );
}

interface RuleFieldsProps {
  number: number;
  rule: Rule;
  pointer: string;
  mistakes: Mistakes;
  choices: Choices;
  readOnly: boolean;
  set(rule: Rule): void;
  remove(): void;
}

function RuleFields({ number, rule, remove, ...rest }: RuleFieldsProps) {
  const { t } = useTranslation();
  const { pointer, mistakes, choices, readOnly, set } = rest;
  const wrong = mistakes.at(`${pointer}/objects`, true);
  return (
    <fieldset className={css.rule}>
      <legend>{t("bot.rule", { number })}</legend>
      <Stack gap="sm">
        <TeamFields
          team={rule}
          set={(team) => set({ ...rule, ...team })}
          choices={choices}
          pointer={pointer}
          mistakes={mistakes}
          readOnly={readOnly}
        />
        <ObjectsField
          label={rule.objects.length === 0 ? t("bot.rule.everywhere") : t("filter.objects")}
          value={rule.objects}
          readOnly={readOnly}
          change={(objects) => set({ ...rule, objects })}
        />
        {wrong === null ? null : <p className={css.wrong}>{wrong}</p>}
        {readOnly ? null : (
          <Button
            style={{ alignSelf: "start" }}
            ml={-8}
            size="compact-xs"
            variant="subtle"
            color="gray"
            onClick={remove}
          >
            {t("bot.rules.remove", { number })}
          </Button>
        )}
      </Stack>
    </fieldset>
  );
}
