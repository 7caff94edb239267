/** What is an object called, where does it stand, and may it go? */

import { Select, TextInput } from "@mantine/core";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { CardForm } from "../cards/CardForm.tsx";
import type { Cards } from "../cards/cards.ts";
import { MetNote } from "../cards/MetNote.tsx";
import { useCardEditing } from "../cards/useCardEditing.ts";
import { useRemoval } from "../cards/useRemoval.tsx";
import type { Card } from "../http.ts";
import { Link } from "../Link.tsx";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useHere } from "../route.ts";
import { sectionsOf } from "../sections.ts";
import { useTools } from "../tools.tsx";
import {
  ADDRESS_MAX,
  blankIn,
  bodyOf,
  checkObject,
  draftOf,
  type EstateObject,
  EXTERNAL_MAX,
  kindsIn,
  NAME_MAX,
  type ObjectDraft,
} from "./object.ts";
import { ParentField } from "./ParentField.tsx";

interface ObjectCardProps {
  /** Null: one is to be added. */
  card: Card<EstateObject> | null;
  cards: Cards<EstateObject>;
  close(): void;
  /** Something has been saved. */
  done(): void;
  removed(): void;
  /** Whether there is something that would be lost. */
  typing(on: boolean): void;
}

/** What it stands in is known before the form is drawn. */
export function ObjectCard(props: ObjectCardProps) {
  const { cards, card } = props;
  const asked = useHere().query.get("parent");
  const id = card === null ? asked : card.body.parent;
  const loading = useLoading(
    useCallback(async () => (id === null ? null : (await cards.read(id)).body), [cards, id]),
  );
  return <WhenHere loading={loading}>{(parent) => <Form {...props} parent={parent} />}</WhenHere>;
}

interface FormProps extends ObjectCardProps {
  parent: EstateObject | null;
}

function Form({ card, cards, parent, close, done, removed, typing }: FormProps) {
  const { t } = useTranslation();
  const object = card?.body ?? null;
  const editing = useCardEditing<EstateObject, ObjectDraft>({
    card,
    cards,
    blank: blankIn(parent),
    draftOf,
    check: checkObject,
    bodyOf,
    done,
  });
  const { draft, set, mistakes } = editing;
  const kinds = object === null ? kindsIn(parent?.kind ?? null) : [object.kind];
  const steps = useRemoval({ word: "object", named: object, cards, removed });
  return (
    <CardForm editing={editing} steps={steps} save={t("save")} close={close} typing={typing}>
      <MetNote
        editing={editing}
        label={(field) => t(`object.${field}`)}
        shown={(field, now) => (field === "parent" ? "…" : (now[field] ?? "–"))}
      />
      <div className={css.pair}>
        <Select
          label={t("object.kind")}
          allowDeselect={false}
          readOnly={kinds.length < 2}
          error={mistakes.at("/kind")}
          value={draft.kind}
          onChange={(value) => set({ kind: kinds.find((kind) => kind === value) ?? draft.kind })}
          data={kinds.map((kind) => ({ value: kind, label: t(`object.kind.${kind}`) }))}
        />
        <TextInput
          data-autofocus={object === null || undefined}
          label={t("object.name")}
          withAsterisk
          maxLength={NAME_MAX}
          error={mistakes.at("/name")}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
      </div>
      <TextInput
        label={t("object.address")}
        description={t("object.address.hint")}
        maxLength={ADDRESS_MAX}
        error={mistakes.at("/address")}
        value={draft.address}
        onChange={(event) => set({ address: event.currentTarget.value })}
      />
      <TextInput
        label={t("object.external_id")}
        description={t("object.external_id.hint")}
        maxLength={EXTERNAL_MAX}
        error={mistakes.at("/external_id")}
        value={draft.external_id}
        onChange={(event) => set({ external_id: event.currentTarget.value })}
      />
      <ParentField
        id={object?.id ?? null}
        kind={draft.kind}
        known={parent}
        value={draft.parent}
        choose={(chosen) => set({ parent: chosen })}
        error={mistakes.at("/parent")}
      />
      {object === null ? null : <Residents id={object.id} />}
    </CardForm>
  );
}

/** Who lives there; for who sees clients. */
function Residents({ id }: { id: string }) {
  const { t } = useTranslation();
  const { me } = useTools();
  return sectionsOf(me).includes("clients") ? (
    <p className={css.quiet}>
      <Link path={["clients"]} query={{ objects: id }}>
        {t("object.clients")}
      </Link>
    </p>
  ) : null;
}
