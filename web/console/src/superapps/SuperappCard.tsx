/** Whose superapp is it, where do its links lead, and which of its pages may speak to us? */

import { Fieldset, MultiSelect, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { CardForm } from "../cards/CardForm.tsx";
import type { OpenCard } from "../cards/CardTab.tsx";
import { MetNote } from "../cards/MetNote.tsx";
import { useCardEditing } from "../cards/useCardEditing.ts";
import type { Editing } from "../cards/useEditing.ts";
import { useRemoval } from "../cards/useRemoval.tsx";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import type { Org } from "../orgs/org.ts";
import { useTools } from "../tools.tsx";
import { PackageFields } from "./PackageFields.tsx";
import {
  ADDRESS_MAX,
  bodyOf,
  checkSuperapp,
  draftOf,
  HOST_MAX,
  KINDS,
  NAME_MAX,
  NEW_SUPERAPP,
  STORES,
  type Superapp,
  type SuperappDraft,
} from "./superapp.ts";

export function SuperappCard(props: OpenCard<Superapp>) {
  const { http } = useTools();
  const loading = useLoading(useCallback(() => http.all<Org>("orgs"), [http]));
  return <WhenHere loading={loading}>{(orgs) => <Form {...props} orgs={orgs} />}</WhenHere>;
}

type FormProps = OpenCard<Superapp> & { orgs: readonly Org[] };

function Form({ card, cards, close, done, removed, typing, orgs }: FormProps) {
  const { t } = useTranslation();
  const superapp = card?.body ?? null;
  const editing = useCardEditing<Superapp, SuperappDraft>({
    card,
    cards,
    blank: NEW_SUPERAPP,
    draftOf,
    check: checkSuperapp,
    bodyOf,
    done,
  });
  const { draft, set, mistakes } = editing;
  const steps = useRemoval({ word: "superapps", named: superapp, cards, removed });
  const served = superapp?.orgs.map(({ id }) => id) ?? [];
  return (
    <CardForm editing={editing} steps={steps} save={t("save")} close={close} typing={typing}>
      <MetNote
        editing={editing}
        label={(field) => t(`superapps.${field}`)}
        shown={(field, now) => shown(field, now, orgs, t)}
      />
      <div className={css.pair}>
        <TextInput
          data-autofocus={superapp === null || undefined}
          label={t("superapps.name")}
          withAsterisk
          maxLength={NAME_MAX}
          error={mistakes.at("/name")}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <Select
          label={t("superapps.kind")}
          allowDeselect={false}
          error={mistakes.at("/kind")}
          value={draft.kind}
          onChange={(kind) => kind && set({ kind })}
          data={KINDS.map((kind) => ({ value: kind, label: t(`superapps.kind.${kind}`) }))}
        />
      </div>
      <MultiSelect
        label={t("superapps.orgs")}
        description={t("superapps.orgs.hint")}
        searchable
        clearable
        clearButtonProps={{ "aria-label": t("field.clear", { field: t("superapps.orgs") }) }}
        error={mistakes.at("/orgs", true)}
        value={draft.orgs}
        onChange={(chosen) => set({ orgs: [...chosen].sort() })}
        data={orgs
          .filter(({ id, closed_at }) => closed_at === null || served.includes(id))
          .map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Addresses editing={editing} />
      <PackageFields
        packages={draft.packages}
        mistakes={mistakes}
        set={(packages) => set({ packages })}
      />
      <Textarea
        label={t("superapps.origins")}
        description={t("superapps.origins.hint")}
        placeholder="https://app.example.com"
        autosize
        minRows={1}
        error={mistakes.at("/origins", true)}
        value={draft.origins}
        onChange={(event) => set({ origins: event.currentTarget.value })}
      />
    </CardForm>
  );
}

/** Where links lead: into the app, or to the store where it can be had. */
function Addresses({ editing }: { editing: Editing<SuperappDraft> }) {
  const { t } = useTranslation();
  const { draft, set, mistakes } = editing;
  return (
    <Fieldset legend={t("superapps.links")} p="sm">
      <Stack gap="sm">
        <TextInput
          label={t("superapps.link_host")}
          description={t("superapps.link_host.hint")}
          placeholder="go.example.com"
          maxLength={HOST_MAX}
          error={mistakes.at("/link_host")}
          value={draft.link_host}
          onChange={(event) => set({ link_host: event.currentTarget.value })}
        />
        <div className={css.pair}>
          {Object.entries(draft.stores).map(([store, address]) => (
            <TextInput
              key={store}
              label={storeName(store, t)}
              type="url"
              maxLength={ADDRESS_MAX}
              error={mistakes.at(`/stores/${store}`)}
              value={address}
              onChange={(event) =>
                set({ stores: { ...draft.stores, [store]: event.currentTarget.value } })
              }
            />
          ))}
        </div>
      </Stack>
    </Fieldset>
  );
}

/** One that was set through the API, and has no words here, keeps its code. */
function storeName(store: string, t: (key: string) => string): string {
  return STORES.some((one) => one === store) ? t(`superapps.store.${store}`) : store;
}

/** What a field holds, in words. */
function shown(
  field: keyof SuperappDraft,
  draft: SuperappDraft,
  orgs: readonly Org[],
  t: (key: string) => string,
): string {
  switch (field) {
    case "kind":
      return t(`superapps.kind.${draft.kind}`);
    case "orgs":
      return draft.orgs.map((id) => orgs.find((one) => one.id === id)?.name ?? "…").join(", ");
    case "stores":
      return Object.values(draft.stores).filter(Boolean).join(", ");
    case "packages":
      return draft.packages.map(({ id }) => id).join(", ");
    default:
      return draft[field] || "–";
  }
}
