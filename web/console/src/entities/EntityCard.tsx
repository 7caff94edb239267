/** What is a legal entity called, and which numbers does the tax service know it by? */

import { type InputWrapperProps, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CardForm } from "../cards/CardForm.tsx";
import type { OpenCard } from "../cards/CardTab.tsx";
import { MetNote } from "../cards/MetNote.tsx";
import { useCardEditing } from "../cards/useCardEditing.ts";
import { useRemoval } from "../cards/useRemoval.tsx";
import css from "../office.module.css";
import {
  bodyOf,
  checkEntity,
  draftOf,
  type Entity,
  type EntityDraft,
  INN_MAX,
  KPP_MAX,
  NAME_MAX,
  NEW_ENTITY,
} from "./entity.ts";

// Hints of different lengths do not push the fields apart.
const ORDER: NonNullable<InputWrapperProps["inputWrapperOrder"]> = [
  "label",
  "input",
  "description",
  "error",
];

export function EntityCard({ card, cards, close, done, removed, typing }: OpenCard<Entity>) {
  const { t } = useTranslation();
  const entity = card?.body ?? null;
  const editing = useCardEditing<Entity, EntityDraft>({
    card,
    cards,
    blank: NEW_ENTITY,
    draftOf,
    check: checkEntity,
    bodyOf,
    done,
  });
  const { draft, set, mistakes } = editing;
  const steps = useRemoval({ word: "entities", named: entity, cards, removed });
  const number = (field: "inn" | "kpp", digits: number) => ({
    label: t(`entities.${field}`),
    description: t(`entities.${field}.hint`),
    inputWrapperOrder: ORDER,
    // A blank between groups of digits is no digit.
    maxLength: digits * 2,
    error: mistakes.at(`/${field}`),
    value: draft[field],
  });
  return (
    <CardForm editing={editing} steps={steps} save={t("save")} close={close} typing={typing}>
      <MetNote
        editing={editing}
        label={(field) => t(`entities.${field}`)}
        shown={(field, now) => now[field] || "–"}
      />
      <TextInput
        data-autofocus={entity === null || undefined}
        label={t("entities.name")}
        withAsterisk
        maxLength={NAME_MAX}
        error={mistakes.at("/name")}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <div className={css.pair}>
        <TextInput
          {...number("inn", INN_MAX)}
          withAsterisk
          onChange={(event) => set({ inn: event.currentTarget.value })}
        />
        <TextInput
          {...number("kpp", KPP_MAX)}
          onChange={(event) => set({ kpp: event.currentTarget.value })}
        />
      </div>
    </CardForm>
  );
}
