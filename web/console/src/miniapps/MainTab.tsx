/** What does the moderator read of a mini-app, who is paid, and to what do clients agree? */

import { useLanguage } from "@chatserver/ui";
import { Alert, Button, Group, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "../http.ts";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useUnsaved } from "../route.ts";
import { useTools } from "../tools.tsx";
import { Mistakes, tellDone, tellProblem } from "../trouble.ts";
import { type Category, categoryName, type Licence } from "./api.ts";
import type { CardProps } from "./card.ts";
import { OfferSheet } from "./OfferSheet.tsx";
import { PayeeSheet } from "./PayeeSheet.tsx";
import { StatusSheet } from "./StatusSheet.tsx";

export function MainTab(props: CardProps) {
  const { miniapps } = props;
  const loading = useLoading(
    useCallback(() => Promise.all([miniapps.freeLicences(), miniapps.categories()]), [miniapps]),
  );
  return (
    <>
      <StatusSheet {...props} />
      <section className={css.sheet}>
        <WhenHere loading={loading}>
          {([free, categories]) => (
            <CardForm key={props.card.etag} {...props} free={free} categories={categories} />
          )}
        </WhenHere>
      </section>
      <OfferSheet {...props} />
      <PayeeSheet {...props} />
    </>
  );
}

interface CardFormProps extends CardProps {
  free: Licence[];
  categories: Category[];
}

function CardForm({ miniapps, card, took, reload, mayEdit, free, categories }: CardFormProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { id, name, category, description, licence, status } = card.body;
  const before = { name, category, description, licence: licence?.id ?? null };
  const [values, setValues] = useState(before);
  const [mistakes, setMistakes] = useState(Mistakes.none);
  const [stale, setStale] = useState(false);
  const { directory } = useTools();
  const [busy, setBusy] = useState(false);
  const changed = Object.fromEntries(
    Object.entries(values).filter(([field, value]) => value !== before[field as "name"]),
  );
  useUnsaved(Object.keys(changed).length > 0);
  const locked = !mayEdit || status === "in_review";
  const licences = licence === null ? free : [licence, ...free];
  const set = (change: Partial<typeof values>) => setValues({ ...values, ...change });

  const save = async () => {
    setBusy(true);
    setMistakes(Mistakes.none);
    try {
      took(await miniapps.change(id, changed, card.etag));
      directory.forget("products");
      tellDone(t("saved"));
    } catch (error) {
      setMistakes(Mistakes.of(error));
      if (error instanceof Problem && error.code === "precondition_failed") {
        setStale(true);
      } else if (Mistakes.of(error).length === 0) {
        tellProblem(error);
      }
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>{t("miniapp.card")}</h2>
      <Stack>
        {stale ? (
          <Alert color="orange" role="alert" title={t("problem.precondition_failed")}>
            <Button size="compact-xs" mt={6} onClick={reload}>
              {t("miniapp.reload")}
            </Button>
          </Alert>
        ) : null}
        <TextInput
          label={t("miniapp.name")}
          description={t("miniapp.name.hint")}
          readOnly={locked}
          error={mistakes.at("/name")}
          value={values.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <Select
          label={t("miniapp.category")}
          allowDeselect={false}
          searchable
          readOnly={locked}
          error={mistakes.at("/category")}
          value={values.category}
          onChange={(value) => set({ category: value ?? category })}
          data={categories.map((one) => ({
            value: one.id,
            label: categoryName(categories, one.id, language),
          }))}
        />
        <Textarea
          label={t("miniapp.description")}
          description={t("miniapp.description.hint")}
          autosize
          minRows={2}
          readOnly={locked}
          error={mistakes.at("/description")}
          value={values.description}
          onChange={(event) => set({ description: event.currentTarget.value })}
        />
        <Select
          label={t("miniapp.licence")}
          description={t("miniapp.licence.hint")}
          clearable
          clearButtonProps={{ "aria-label": t("field.clear", { field: t("miniapp.licence") }) }}
          readOnly={!mayEdit}
          error={mistakes.at("/licence")}
          placeholder={t("miniapp.licence.cleared")}
          value={values.licence}
          onChange={(value) => set({ licence: value })}
          data={licences.map((one) => ({ value: one.id, label: one.name }))}
        />
        {locked && mayEdit ? <p className={css.quiet}>{t("miniapp.locked")}</p> : null}
        {Object.keys(changed).length === 0 ? null : (
          <Group>
            <Button type="submit" loading={busy}>
              {t("save")}
            </Button>
            <Button variant="default" onClick={() => setValues(before)}>
              {t("cancel")}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
