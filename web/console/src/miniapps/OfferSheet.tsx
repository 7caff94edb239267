/** To which offer do clients agree, and which one waits for the moderator? */

import { fullTime, useLanguage } from "@chatserver/ui";
import { Badge, Button, FileButton, Group, Table } from "@mantine/core";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLoading, WhenHere } from "../loading.tsx";
import css from "../office.module.css";
import { tellDone, tellProblem } from "../trouble.ts";
import type { CardProps } from "./card.ts";
import { OpenButton } from "./OpenButton.tsx";

export function OfferSheet({ miniapps, card, reload, mayEdit }: CardProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { id, status, offer } = card.body;
  const loading = useLoading(useCallback(() => miniapps.offers(id), [miniapps, id]));
  const [busy, setBusy] = useState(false);
  const locked = !mayEdit || status === "in_review";

  const done = async (act: Promise<void>) => {
    setBusy(true);
    try {
      await act;
      tellDone(t("saved"));
      loading.reload();
      reload();
    } catch (error) {
      tellProblem(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <section className={css.sheet}>
      <h2>{t("offer.title")}</h2>
      <p className={css.quiet}>{t("offer.hint")}</p>
      <WhenHere loading={loading}>
        {(offers) =>
          offers.length === 0 ? (
            <p className={css.quiet}>{t("offer.none")}</p>
          ) : (
            <Table mt="sm" data-testid="offers">
              <Table.Tbody>
                {offers.map((one) => (
                  <Table.Tr key={one.id}>
                    <Table.Td>
                      {t("number.short", { number: one.number })}. {one.name}
                    </Table.Td>
                    <Table.Td>{fullTime(one.at, language)}</Table.Td>
                    <Table.Td>
                      <OpenButton
                        text={t("offer.open")}
                        label={`${t("offer.open")}: ${t("number.short", { number: one.number })}`}
                        address={() => miniapps.offerUrl(id, one.id)}
                      />
                    </Table.Td>
                    <Table.Td>
                      <Badge variant="light" color={one.binds ? "sea" : "gray"} tt="none">
                        {t(
                          one.binds
                            ? "offer.binds"
                            : `offer.state.${one.deleted ? "deleted" : one.state}`,
                        )}
                      </Badge>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )
        }
      </WhenHere>
      {locked ? null : (
        <Group mt="sm" gap="xs">
          <FileButton
            accept="application/pdf"
            onChange={(file) => file !== null && void done(miniapps.uploadOffer(id, file))}
          >
            {(props) => (
              <Button {...props} size="xs" loading={busy}>
                {t(offer === null ? "offer.upload" : "offer.replace")}
              </Button>
            )}
          </FileButton>
          {offer !== null && !offer.binds && !offer.deleted ? (
            <Button
              size="xs"
              variant="default"
              disabled={busy}
              onClick={() => void done(miniapps.deleteOffer(id))}
            >
              {t("offer.delete")}
            </Button>
          ) : null}
        </Group>
      )}
    </section>
  );
}
