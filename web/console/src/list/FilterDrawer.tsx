/** By what can an operator narrow the list? Each choice acts at once; the list answers behind. */

import { IconClose } from "@chatserver/ui";
import { Button, Chip, Drawer, Fieldset, Group, Select, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ClientField } from "./ClientField.tsx";
import { DepartmentField, ProductField, StaffField, TagField } from "./fields.tsx";
import {
  type Choice,
  cleared,
  FLAGS,
  type ListPart,
  narrowings,
  SPANS,
  type SpanPart,
  WORDED,
  type Worded,
  withDays,
  withFlag,
  withList,
} from "./filter.ts";
import css from "./list.module.css";
import { ObjectsField } from "./ObjectsField.tsx";

interface FilterDrawerProps {
  opened: boolean;
  close(): void;
  choice: Choice;
  setChoice(choice: Choice): void;
}

export function FilterDrawer({ opened, close, choice, setChoice }: FilterDrawerProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={opened}
      onClose={close}
      position="right"
      size={400}
      title={t("filters.title")}
      closeButtonProps={{ "aria-label": t("filters.close"), icon: <IconClose size={17} /> }}
    >
      {opened ? <Fields choice={choice} setChoice={setChoice} close={close} /> : null}
    </Drawer>
  );
}

function Fields({ choice, setChoice, close }: Omit<FilterDrawerProps, "opened">) {
  const { t } = useTranslation();
  const part = (name: ListPart) => ({
    label: t(`filter.${name}`),
    value: [...(choice.lists[name] ?? [])],
    change: (ids: string[]) => setChoice(withList(choice, name, ids)),
  });
  return (
    <Stack gap="md" data-testid="filters">
      <Fieldset
        legend={t("filter.flags")}
        variant="unstyled"
        classNames={{ legend: css.legend ?? "" }}
      >
        <Group gap={6}>
          {FLAGS.map((flag) => (
            <Chip
              key={flag}
              size="sm"
              checked={choice.flags.includes(flag)}
              onChange={(on) => setChoice(withFlag(choice, flag, on))}
            >
              {t(`filter.${flag}`)}
            </Chip>
          ))}
        </Group>
      </Fieldset>
      <Words {...part("states")} {...WORDED.states} />
      <StaffField {...part("staff")} />
      <DepartmentField {...part("departments")} />
      <ProductField {...part("products")} />
      <TagField {...part("tags")} />
      <ClientField {...part("clients")} />
      <ObjectsField {...part("objects")} />
      <Words {...part("platforms")} {...WORDED.platforms} />
      <Words {...part("scores")} {...WORDED.scores} />
      {SPANS.map((span) => (
        <DaysField key={span} span={span} choice={choice} setChoice={setChoice} />
      ))}
      <Select
        label={t("filter.sort")}
        allowDeselect={false}
        value={choice.sort}
        onChange={(sort) =>
          setChoice({ ...choice, sort: sort === "created" ? "created" : "updated" })
        }
        data={[
          { value: "updated", label: t("sort.updated") },
          { value: "created", label: t("sort.created") },
        ]}
      />
      <Group grow>
        <Button
          variant="default"
          disabled={narrowings(choice) === 0}
          onClick={() => setChoice(cleared(choice))}
        >
          {t("filters.clear")}
        </Button>
        <Button onClick={close}>{t("filters.done")}</Button>
      </Group>
    </Stack>
  );
}

interface WordsProps extends Worded {
  label: string;
  value: string[];
  change(words: string[]): void;
}

/** A few words of which any may be chosen. */
function Words({ label, value, words, named, change }: WordsProps) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={label} variant="unstyled" classNames={{ legend: css.legend ?? "" }}>
      <Chip.Group multiple value={value} onChange={change}>
        <Group gap={6}>
          {words.map((word) => (
            <Chip key={word} value={word} size="sm">
              {t(`${named}.${word}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Fieldset>
  );
}

interface DaysFieldProps {
  span: SpanPart;
  choice: Choice;
  setChoice(choice: Choice): void;
}

function DaysField({ span, choice, setChoice }: DaysFieldProps) {
  const { t } = useTranslation();
  const days = choice.days[span] ?? {};
  const set = (end: "from" | "to", day: string) =>
    setChoice(withDays(choice, span, { ...days, [end]: day }));
  return (
    <Fieldset
      legend={t(`filter.${span}`)}
      variant="unstyled"
      classNames={{ legend: css.legend ?? "" }}
    >
      <Group grow gap="xs">
        {(["from", "to"] as const).map((end) => (
          <TextInput
            key={end}
            type="date"
            label={t(`days.${end}`)}
            value={days[end] ?? ""}
            {...(end === "from" ? { max: days.to } : { min: days.from })}
            onChange={(event) => set(end, event.currentTarget.value)}
          />
        ))}
      </Group>
    </Fieldset>
  );
}
