/** With which address is a mini-app opened from an e-mail, an advertisement, a chat? */

import { Code, Table } from "@mantine/core";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "../cards/CopyButton.tsx";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import type { CardProps } from "./card.ts";

export function DeepLinkSheet({ miniapps, card }: CardProps) {
  const { t } = useTranslation();
  const { id } = card.body;
  const loading = useLoading(useCallback(() => miniapps.deepLinks(id), [miniapps, id]));
  return (
    <section className={css.sheet}>
      <h2>{t("deeplink.title")}</h2>
      <p className={css.quiet}>{t("deeplink.hint")}</p>
      <WhenHere loading={loading}>
        {(links) =>
          links.length === 0 ? (
            <p className={css.quiet}>{t("deeplink.none")}</p>
          ) : (
            <Table mt="sm">
              <Table.Tbody>
                {links.map(({ superapp, url }) => (
                  <Table.Tr key={superapp.id}>
                    <Table.Td>{superapp.name}</Table.Td>
                    <Table.Td>
                      <Code className={css.code ?? ""}>{url}</Code>
                    </Table.Td>
                    <Table.Td>
                      <CopyButton value={url} size="compact-xs" variant="default">
                        {t("deeplink.copy")}
                      </CopyButton>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )
        }
      </WhenHere>
    </section>
  );
}
