/** Which numbers and accounts does a legal entity have? */

import { Button, Table } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import css from "../office.module.css";
import type { Account, Entity } from "./entity.ts";

interface EntitySheetProps {
  entity: Entity;
  /** End one of its accounts; not by this employee, where it is left out. */
  end?: ((account: Account) => void) | undefined;
  /** What else can be done. */
  children?: ReactNode;
}

export function EntitySheet({ entity, end, children }: EntitySheetProps) {
  const { t } = useTranslation();
  const { name, inn, kpp, accounts } = entity;
  return (
    <section className={css.sheet} aria-label={name} data-testid="entity">
      <h2>{name}</h2>
      <p className={css.quiet}>
        {t("entities.inn")} {inn}
        {kpp === "" ? null : ` · ${t("entities.kpp")} ${kpp}`}
      </p>
      {accounts.length === 0 ? (
        <p className={css.quiet}>{t("entities.accounts.none")}</p>
      ) : (
        <Table mt="sm">
          <Table.Tbody>
            {accounts.map((account) => (
              <Table.Tr key={account.id}>
                <Table.Td className={css.code}>{account.number}</Table.Td>
                <Table.Td>
                  {account.bank}, {t("entities.bik")} {account.bik}
                </Table.Td>
                {end === undefined ? null : (
                  <Table.Td ta="right">
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={t("entities.account.end.label", { number: account.number })}
                      onClick={() => end(account)}
                    >
                      {t("entities.account.end")}
                    </Button>
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {children}
    </section>
  );
}
