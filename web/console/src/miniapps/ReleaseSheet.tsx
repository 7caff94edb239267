/** Which releases were approved, which one is served, and how does one go back? */

import { fullTime, useLanguage } from "@chatserver/ui";
import { Badge, Button, Table } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import css from "../office.module.css";
import { tellProblem } from "../trouble.ts";
import type { Miniapp, Release } from "./api.ts";
import type { CardProps } from "./card.ts";

type Served = "everybody" | "testers" | "ready" | null;

/** To whom a release is served now. */
export function servedTo(card: Miniapp, release: Release): Served {
  if (card.serves.everybody === release.id) {
    return "everybody";
  }
  if (card.serves.testers === release.id) {
    return "testers";
  }
  return card.ready === release.id ? "ready" : null;
}

/** Whether one can go back to a release: it went out once, and something is served. */
export function canGoBack(card: Miniapp, release: Release): boolean {
  const serves = card.release !== null && card.licence !== null && !card.suspended;
  const wentOut = release.published_at !== null && !release.revoked;
  return serves && wentOut && card.release !== release.id;
}

export function ReleaseSheet({ miniapps, card, took, mayEdit }: CardProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { body } = card;
  const [busy, setBusy] = useState<string | null>(null);
  const back = async (release: string) => {
    setBusy(release);
    await miniapps.rollback(body.id, release).then(took, tellProblem);
    setBusy(null);
  };
  return (
    <section className={css.sheet}>
      <h2>{t("release.title")}</h2>
      <Table data-testid="releases">
        <Table.Tbody>
          {body.releases.map((release) => {
            const served = servedTo(body, release);
            return (
              <Table.Tr key={release.id}>
                <Table.Td className={css.code} title={release.digest}>
                  {release.digest.slice(0, 12)}
                </Table.Td>
                <Table.Td>
                  {t("release.approved", { at: fullTime(release.approved_at, language) })}
                </Table.Td>
                <Table.Td>
                  {served === null ? null : (
                    <Badge variant="light" tt="none">
                      {t(`release.served.${served}`)}
                    </Badge>
                  )}
                  {release.revoked ? (
                    <Badge variant="light" color="red" tt="none">
                      {t("release.revoked")}
                    </Badge>
                  ) : null}
                </Table.Td>
                <Table.Td>
                  {mayEdit && canGoBack(body, release) ? (
                    <Button
                      size="compact-xs"
                      variant="default"
                      loading={busy === release.id}
                      onClick={() => void back(release.id)}
                    >
                      {t("release.back")}
                    </Button>
                  ) : null}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </section>
  );
}
