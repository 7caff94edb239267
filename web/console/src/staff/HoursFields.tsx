/** When does a department work, and what does the bot say at another time? */

import { IconDelete, IconPlus, useLanguage } from "@chatserver/ui";
import { ActionIcon, Button, Group, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Mistakes } from "../trouble.ts";
import css from "./hours.module.css";
import { DAYS_MAX, type HoursDraft, likeMonday, WEEK, WORDS_MAX, weekdayName } from "./hours.ts";

interface HoursFieldsProps {
  hours: HoursDraft;
  mistakes: Mistakes;
  set(hours: HoursDraft): void;
}

export function HoursFields({ hours, mistakes, set }: HoursFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Switch
        label={t("hours.limited")}
        description={t("hours.limited.more")}
        checked={hours.limited}
        onChange={(event) => set({ ...hours, limited: event.currentTarget.checked })}
      />
      {hours.limited ? (
        <>
          <Week hours={hours} mistakes={mistakes} set={set} />
          <Days hours={hours} mistakes={mistakes} set={set} />
          <Textarea
            label={t("hours.words")}
            description={t("hours.words.more", { opens: "{opens}" })}
            placeholder={t("hours.words.own", { opens: "{opens}" })}
            autosize
            minRows={2}
            maxLength={WORDS_MAX}
            error={mistakes.at("/hours/words")}
            value={hours.words}
            onChange={(event) => set({ ...hours, words: event.currentTarget.value })}
          />
        </>
      ) : null}
    </>
  );
}

function Week({ hours, mistakes, set }: HoursFieldsProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const id = useId();
  return (
    <fieldset className={css.group}>
      <legend>{t("hours.week")}</legend>
      <Text size="xs" c="dimmed" mb={6}>
        {t("hours.week.more")}
      </Text>
      <div className={css.week}>
        {WEEK.map((day) => (
          <div key={day} className={css.day}>
            <label htmlFor={`${id}-${day}`}>{weekdayName(day, language)}</label>
            <TextInput
              id={`${id}-${day}`}
              size="sm"
              placeholder={t("hours.closed")}
              error={mistakes.at(`/hours/week/${day}`)}
              value={hours.week[day]}
              onChange={(event) =>
                set({ ...hours, week: { ...hours.week, [day]: event.currentTarget.value } })
              }
            />
          </div>
        ))}
      </div>
      <Button
        mt="xs"
        size="compact-sm"
        variant="subtle"
        onClick={() => set({ ...hours, week: likeMonday(hours.week) })}
      >
        {t("hours.like")}
      </Button>
    </fieldset>
  );
}

function Days({ hours, mistakes, set }: HoursFieldsProps) {
  const { t } = useTranslation();
  const { days } = hours;
  const change = (at: number, by: Partial<(typeof days)[number]>) =>
    set({ ...hours, days: days.map((one, index) => (index === at ? { ...one, ...by } : one)) });
  return (
    <fieldset className={css.group}>
      <legend>{t("hours.days")}</legend>
      <Stack gap="xs">
        {days.map(({ date, open }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has nothing else of its own
          <Group key={index} gap="xs" wrap="nowrap" align="start">
            <TextInput
              type="date"
              size="sm"
              aria-label={t("hours.day")}
              error={mistakes.at(`/hours/days/${index}/date`)}
              value={date}
              onChange={(event) => change(index, { date: event.currentTarget.value })}
            />
            <TextInput
              size="sm"
              style={{ flex: 1 }}
              aria-label={t("hours.day.open")}
              placeholder={t("hours.closed")}
              error={mistakes.at(`/hours/days/${index}/open`)}
              value={open}
              onChange={(event) => change(index, { open: event.currentTarget.value })}
            />
            <ActionIcon
              mt={4}
              variant="subtle"
              color="gray"
              aria-label={t("hours.day.remove", { date })}
              onClick={() => set({ ...hours, days: days.filter((_, at) => at !== index) })}
            >
              <IconDelete size={17} />
            </ActionIcon>
          </Group>
        ))}
      </Stack>
      <Button
        mt="xs"
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={15} />}
        disabled={days.length >= DAYS_MAX}
        onClick={() => set({ ...hours, days: [...days, { date: "", open: "" }] })}
      >
        {t("hours.day.add")}
      </Button>
    </fieldset>
  );
}
