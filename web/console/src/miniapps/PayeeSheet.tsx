/** Who is paid by what a mini-app sells? */

import { Button, Select } from "@mantine/core";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { useUnsaved } from "../route.ts";
import { tellDone, tellProblem } from "../trouble.ts";
import type { LegalEntity } from "./api.ts";
import type { CardProps } from "./card.ts";

export function PayeeSheet(props: CardProps) {
  const { t } = useTranslation();
  const { miniapps } = props;
  const loading = useLoading(useCallback(() => miniapps.legalEntities(), [miniapps]));
  return (
    <section className={css.sheet}>
      <h2>{t("payee.title")}</h2>
      <WhenHere loading={loading}>
        {(entities) =>
          entities.length === 0 ? (
            <p className={css.quiet}>{t("payee.none")}</p>
          ) : (
            <Payee {...props} entities={entities} />
          )
        }
      </WhenHere>
    </section>
  );
}

function Payee({
  miniapps,
  card,
  took,
  mayEdit,
  entities,
}: CardProps & { entities: LegalEntity[] }) {
  const { t } = useTranslation();
  const { id, legal_entity, account, status } = card.body;
  const [entity, setEntity] = useState(legal_entity);
  const [number, setNumber] = useState(account);
  const [busy, setBusy] = useState(false);
  const accounts = entities.find((one) => one.id === entity)?.accounts ?? [];
  const locked = !mayEdit || status === "in_review";
  const changed = entity !== legal_entity || number !== account;
  useUnsaved(changed);
  const whole = (entity === null) === (number === null);
  const save = async () => {
    setBusy(true);
    try {
      took(await miniapps.pay(id, entity, number));
      tellDone(t("saved"));
    } catch (error) {
      tellProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <div className={css.pair}>
        <Select
          label={t("payee.entity")}
          clearable
          clearButtonProps={{ "aria-label": t("field.clear", { field: t("payee.entity") }) }}
          readOnly={locked}
          value={entity}
          onChange={(value) => {
            setEntity(value);
            setNumber(null);
          }}
          data={entities.map(({ id: value, name }) => ({ value, label: name }))}
        />
        <Select
          label={t("payee.account")}
          readOnly={locked}
          disabled={entity === null}
          error={whole ? null : t("payee.account.missing")}
          value={number}
          onChange={setNumber}
          data={accounts.map((one) => ({
            value: one.id,
            label: `${one.number}, ${one.bank ?? ""}`,
          }))}
        />
      </div>
      {changed && !locked ? (
        <Button mt="sm" loading={busy} disabled={!whole} onClick={() => void save()}>
          {t("save")}
        </Button>
      ) : null}
    </>
  );
}
