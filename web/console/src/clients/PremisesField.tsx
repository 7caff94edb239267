/** Where does a client live? The first of several is offered first. */

import { Button, CloseButton, Collapse, Group, Input } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import own from "../cards/cards.module.css";
import { ObjectsTree } from "../list/ObjectsTree.tsx";
import css from "../office.module.css";
import { first, type Place } from "./client.ts";
import look from "./clients.module.css";

interface PremisesFieldProps {
  value: readonly Place[];
  change(places: Place[]): void;
  error: string | null;
  readOnly: boolean;
}

export function PremisesField({ value, change, error, readOnly }: PremisesFieldProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const without = (id: string) => value.filter((place) => place.id !== id);
  return (
    <Input.Wrapper
      label={t("clients.premises")}
      labelElement="div"
      description={value.length > 1 ? t("clients.premises.hint") : undefined}
      error={error}
      data-wrong={error === null ? undefined : true}
    >
      {value.length === 0 ? <p className={css.quiet}>{t("clients.premises.none")}</p> : null}
      <ul className={look.places} data-testid="places">
        {value.map(({ id, name, address }, index) => (
          <li key={id}>
            <span>{address || name}</span>
            {readOnly || index === 0 ? null : (
              <Button
                size="compact-xs"
                variant="subtle"
                aria-label={t("clients.premises.first.label", { name: address || name })}
                onClick={() => change(first(value, id))}
              >
                {t("clients.premises.first")}
              </Button>
            )}
            {readOnly ? null : (
              <CloseButton
                size="sm"
                aria-label={t("clients.premises.remove", { name: address || name })}
                onClick={() => change(without(id))}
              />
            )}
          </li>
        ))}
      </ul>
      {readOnly ? null : (
        <>
          <Group mt={6}>
            <Button
              size="compact-sm"
              variant="light"
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              {t(open ? "clients.premises.close" : "clients.premises.add")}
            </Button>
          </Group>
          <Collapse expanded={open}>
            {open ? (
              <div className={own.tree}>
                <ObjectsTree
                  value={value.map(({ id }) => id)}
                  kind="premises"
                  offered={({ kind }) => kind === "premises"}
                  turn={({ id, name, address }) =>
                    change(
                      value.some((place) => place.id === id)
                        ? without(id)
                        : [...value, { id, name, address }],
                    )
                  }
                />
              </div>
            ) : null}
          </Collapse>
        </>
      )}
    </Input.Wrapper>
  );
}
